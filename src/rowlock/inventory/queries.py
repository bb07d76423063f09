"""Questions about stock."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from rowlock.accounts.rules import contains
from rowlock.db.connections import Reader
from rowlock.errors import NotFound
from rowlock.inventory import sql
from rowlock.inventory.types import (
    AlertLine,
    AlertMails,
    Level,
    Location,
    LocationShare,
    NamedLocation,
    Notice,
    Origin,
    Reason,
    Stock,
    StockAlert,
    StockLine,
    StockMovement,
)

_MOST_IN_MAIL: Final = 200
_SHORTEST_PART: Final = 3
# A letter begins a word in a quarter of them: no more products are looked through for the variants of a list.
_MOST_PRODUCTS: Final = 3_000


class MovementFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which lines of the ledger a list has; nothing set is all of them. Instants are half-open: from, and before."""

    variant_id: UUID | None = None
    sku: str | None = None
    reasons: list[Reason] | None = None
    actor_id: UUID | None = None
    order_id: UUID | None = None
    location_id: UUID | None = None
    from_at: datetime | None = None
    before_at: datetime | None = None


class StockFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which variants a list of the stock has. `search` is a part of an SKU, or words of a product; what is sold out is
    low too; with a location only what lies there."""

    search: str | None = None
    level: Level | None = None
    location_id: UUID | None = None
    product_id: UUID | None = None
    is_low: bool | None = None


def conditions(chosen: StockFilter, *, most_products: int | None = None) -> dict[str, Any]:
    """What `chosen_stock` in the database reads; words are looked for in no more products than that."""
    return msgspec.structs.asdict(chosen) | {"pattern": _part(chosen.search), "most_products": most_products}


async def list_stock(
    db: Reader, chosen: StockFilter, *, before_id: UUID | None, skip: int, most: int
) -> list[StockLine]:
    """Variants with their stock, the newest first."""
    return await sql.list_stock(
        db,
        chosen=conditions(chosen, most_products=_MOST_PRODUCTS),
        before_id=before_id,
        skip=skip,
        most=most,
    )


async def count_stock(db: Reader, chosen: StockFilter, *, most: int) -> int:
    """How many there are, counted no further than `most`."""
    return await sql.count_stock(
        db,
        chosen=conditions(chosen, most_products=_MOST_PRODUCTS),
        most=most,
    )


def _part(search: str | None) -> str | None:
    """A pattern for a part of an SKU; two characters are in too many, and are looked for as the beginning of a word."""
    return contains(search) if search is not None and len(search) >= _SHORTEST_PART else None


async def list_movements(
    db: Reader, chosen: MovementFilter, *, before_id: UUID | None, skip: int, most: int
) -> list[StockMovement]:
    """The ledger, newest first, before the line `before_id`."""
    return await sql.list_movements(
        db,
        variant_id=chosen.variant_id,
        sku=chosen.sku,
        reasons=list(chosen.reasons) if chosen.reasons else None,
        actor_id=chosen.actor_id,
        order_id=chosen.order_id,
        location_id=chosen.location_id,
        from_at=chosen.from_at,
        before_at=chosen.before_at,
        before_id=before_id,
        skip=skip,
        most=most,
    )


async def count_movements(db: Reader, chosen: MovementFilter, *, most: int) -> int:
    """How many lines there are, counted no further than `most`."""
    return await sql.count_movements(
        db,
        variant_id=chosen.variant_id,
        sku=chosen.sku,
        reasons=list(chosen.reasons) if chosen.reasons else None,
        actor_id=chosen.actor_id,
        order_id=chosen.order_id,
        location_id=chosen.location_id,
        from_at=chosen.from_at,
        before_at=chosen.before_at,
        most=most,
    )


async def list_alerts(
    db: Reader, *, is_sold_out: bool, after: tuple[int, UUID] | None, skip: int, most: int
) -> list[StockAlert]:
    """Variants in sale at or below their threshold, the emptiest first, after the place where the last page ended."""
    return await sql.list_alerts(
        db,
        is_sold_out=is_sold_out,
        after_on_hand=after[0] if after else None,
        after_id=after[1] if after else None,
        skip=skip,
        most=most,
    )


async def count_alerts(db: Reader, *, is_sold_out: bool, most: int) -> int:
    """How many there are, counted no further than `most`."""
    return await sql.count_alerts(db, is_sold_out=is_sold_out, most=most)


async def get_stock(db: Reader, variant_id: UUID) -> Stock:
    """How many there are of a variant, and where."""
    row = await sql.get_stock(db, variant_id=variant_id)
    if row is None:
        raise NotFound
    shares = await list_shares(db, [variant_id])
    return Stock(
        variant_id=row.variant_id,
        product_id=row.product_id,
        sku=row.sku,
        name=row.name,
        on_hand=row.on_hand,
        threshold=row.threshold,
        locations=shares.get(variant_id, []),
        updated_at=row.updated_at,
    )


async def list_shares(db: Reader, variant_ids: list[UUID]) -> dict[UUID, list[LocationShare]]:
    """Where the stock of these variants lies, in the order that sales take it."""
    shares: dict[UUID, list[LocationShare]] = {}
    for row in await sql.list_variant_locations(db, variant_ids=variant_ids):
        share = LocationShare(row.location_id, row.code, row.name, row.on_hand)
        shares.setdefault(row.variant_id, []).append(share)
    return shares


async def list_locations(db: Reader) -> list[Location]:
    """Every location in the order of allocation, those out of use last."""
    return await sql.list_locations(db)


async def list_location_names(db: Reader) -> list[NamedLocation]:
    """What they are called, in the same order, without adding up what lies there."""
    return await sql.list_location_names(db)


async def get_location(db: Reader, location_id: UUID) -> Location:
    """One of them."""
    for location in await sql.list_locations(db):
        if location.id == location_id:
            return location
    raise NotFound


async def list_origins(db: Reader, order_id: UUID) -> list[Origin]:
    """Where the lines of an order were taken from."""
    return await sql.list_origins(db, order_id=order_id)


async def get_alert_mails(db: Reader, user_id: UUID) -> AlertMails:
    """Which mails about low stock an admin asked for; none where he never did."""
    row = await sql.get_alert_mails(db, user_id=user_id)
    return AlertMails(digest=row is not None and row.wants_digest, sold_out=row is not None and row.wants_sold_out)


async def find_alert_reader(db: Reader, user_id: UUID) -> str | None:
    """The address of an admin, while he is one."""
    return await sql.find_alert_reader(db, user_id=user_id)


async def list_variants_in_alert(db: Reader, variant_ids: list[UUID]) -> list[AlertLine]:
    """What a mail says of these variants, of those in sale."""
    return await sql.list_variants_in_alert(db, variant_ids=variant_ids)


async def list_new_alerts(db: Reader, since: datetime) -> list[AlertLine]:
    """What ran low later than this and still is, the emptiest first."""
    return await sql.list_new_alerts(db, since=since, most=_MOST_IN_MAIL)


async def find_notice(db: Reader, notice_id: UUID) -> Notice | None:
    """What a mail says to somebody who is to be told that a variant is back, unless it was sent."""
    return await sql.get_notice(db, notice_id=notice_id)
