"""Changes of stock by others: products that come and go, files, orders. Each writes its line in the ledger; rows are
locked in the order of their variants' ids."""

from uuid import UUID

from rowlock.db.connections import Writer
from rowlock.inventory import sql
from rowlock.inventory.types import Reason, TakenStock


async def open_stock(
    db: Writer,
    *,
    variant_ids: list[UUID],
    quantities: list[int],
    reason: Reason = "initial",
    actor_id: UUID | None = None,
) -> None:
    """Begins the ledger of new variants; each has a stock row from then on, be it of zero."""
    await sql.open_stock(db, variant_ids=variant_ids, quantities=quantities, reason=reason, actor_id=actor_id)


async def close_stock(db: Writer, *, variant_ids: list[UUID]) -> None:
    """Ends the stock of variants that are deleted. They must have no line in the ledger, which is kept for ever."""
    await sql.close_stock(db, variant_ids=variant_ids)


async def lock_levels(db: Writer, *, variant_ids: list[UUID]) -> dict[UUID, int]:
    """Locks the stock of these variants and says what there is of each."""
    return {level.variant_id: level.on_hand for level in await sql.lock_stock(db, variant_ids=variant_ids)}


async def change_levels(
    db: Writer, *, variant_ids: list[UUID], deltas: list[int], reason: Reason, actor_id: UUID | None
) -> None:
    """Changes the stock of locked variants, each named once, with its lines in the ledger: what comes in lies at the
    default location, what goes is taken as a sale would take it."""
    await sql.change_levels(
        db,
        variant_ids=variant_ids,
        deltas=deltas,
        location_ids=[None] * len(variant_ids),
        reason=reason,
        note=None,
        actor_id=actor_id,
    )


async def take_stock(
    db: Writer, *, variant_ids: list[UUID], quantities: list[int], order_item_ids: list[UUID]
) -> list[TakenStock]:
    """Takes what the lines of an order need, each variant named once. The caller must abort the transaction unless
    every line was taken."""
    return await sql.take_stock(db, variant_ids=variant_ids, quantities=quantities, order_item_ids=order_item_ids)


async def put_back_stock(
    db: Writer,
    *,
    variant_ids: list[UUID],
    quantities: list[int],
    order_item_ids: list[UUID],
    reason: Reason,
    reference_id: UUID | None = None,
    actor_id: UUID | None = None,
) -> None:
    """Returns what order lines had taken, because of a cancellation or of the refund `reference_id`."""
    await sql.put_back_stock(
        db,
        variant_ids=variant_ids,
        quantities=quantities,
        order_item_ids=order_item_ids,
        reason=reason,
        reference_id=reference_id,
        actor_id=actor_id,
    )
