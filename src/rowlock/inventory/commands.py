"""Changes of stock. Each writes its line in the ledger; rows are locked in the order of their variants' ids."""

from uuid import UUID

import msgspec

from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.errors import InvalidValue, NotFound
from rowlock.inventory import sql
from rowlock.inventory.errors import StockChanged
from rowlock.inventory.types import AdjustedStock, AdjustStock, Reason, TakenStock


class Adjustment(msgspec.Struct, frozen=True):
    """An adjustment and the admin who makes it."""

    actor_id: UUID
    stock: AdjustStock


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
    """Changes the stock of locked variants, each named once, with a line of the ledger for each."""
    await sql.change_levels(db, variant_ids=variant_ids, deltas=deltas, reason=reason, actor_id=actor_id)


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


async def adjust_stock(db: Writer, command: Adjustment) -> AdjustedStock:
    """Changes the stock by a difference, or to a number if it still is what it was expected to be."""
    stock = command.stock
    if (stock.delta is None) == (stock.on_hand is None):
        raise InvalidValue.at("delta", "give either delta, or on_hand with expected")
    if (stock.on_hand is None) != (stock.expected is None):
        raise InvalidValue.at("expected", "on_hand and expected go together")
    levels = await sql.lock_stock(db, variant_ids=[stock.variant_id])
    if not levels:
        raise NotFound
    (level,) = levels
    if stock.expected is not None and stock.expected != level.on_hand:
        raise StockChanged(f"{level.on_hand} are there, {stock.expected} were expected", on_hand=level.on_hand)
    delta = stock.delta if stock.delta is not None else (stock.on_hand or 0) - level.on_hand
    changed = await sql.change_stock(
        db,
        variant_id=stock.variant_id,
        delta=delta,
        reason="adjustment",
        note=stock.reason,
        actor_id=command.actor_id,
    )
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="inventory.adjust",
        object_type="variant",
        object_id=str(stock.variant_id),
        before={"on_hand": changed.before},
        after={"on_hand": changed.on_hand, "reason": stock.reason},
    )
    return AdjustedStock(stock.variant_id, changed.on_hand, delta)
