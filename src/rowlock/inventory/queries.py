"""Questions about stock."""

from uuid import UUID

from rowlock.db.connections import Reader
from rowlock.inventory import sql
from rowlock.inventory.types import StockAlert, StockMovement

_MOST_ALERTS = 500


async def list_movements(
    db: Reader, *, variant_id: UUID | None, before_id: UUID | None, skip: int, most: int
) -> list[StockMovement]:
    """The ledger, newest first, before the line `before_id`."""
    return await sql.list_movements(db, variant_id=variant_id, before_id=before_id, skip=skip, most=most)


async def count_movements(db: Reader, *, variant_id: UUID | None, most: int) -> int:
    """How many lines there are, counted no further than `most`."""
    return await sql.count_movements(db, variant_id=variant_id, most=most)


async def list_alerts(db: Reader) -> list[StockAlert]:
    """Variants in sale at or below their threshold, the emptiest first."""
    return await sql.list_alerts(db, most=_MOST_ALERTS)
