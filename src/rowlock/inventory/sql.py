"""The statements of `sql/inventory/`."""

from uuid import UUID

from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement
from rowlock.inventory.types import StockAlert, StockLevel, StockMovement, TakenStock


@statement
async def open_stock(
    db: Writer, *, variant_ids: list[UUID], quantities: list[int], reason: str, actor_id: UUID | None
) -> None: ...


@statement
async def close_stock(db: Writer, *, variant_ids: list[UUID]) -> None: ...


@statement
async def take_stock(
    db: Writer, *, variant_ids: list[UUID], quantities: list[int], order_item_ids: list[UUID]
) -> list[TakenStock]: ...


@statement
async def put_back_stock(
    db: Writer,
    *,
    variant_ids: list[UUID],
    quantities: list[int],
    order_item_ids: list[UUID],
    reason: str,
    reference_id: UUID | None,
    actor_id: UUID | None,
) -> list[StockLevel]: ...


@statement
async def lock_stock(db: Writer, *, variant_ids: list[UUID]) -> list[StockLevel]: ...


@statement
async def change_stock(
    db: Writer, *, variant_id: UUID, delta: int, reason: str, note: str | None, actor_id: UUID | None
) -> StockLevel: ...


@statement
async def change_levels(
    db: Writer, *, variant_ids: list[UUID], deltas: list[int], reason: str, actor_id: UUID | None
) -> None: ...


@statement
async def list_movements(
    db: Reader, *, variant_id: UUID | None, before_id: UUID | None, skip: int, most: int
) -> list[StockMovement]: ...


@statement
async def count_movements(db: Reader, *, variant_id: UUID | None, most: int) -> int: ...


@statement
async def list_alerts(db: Reader, *, most: int) -> list[StockAlert]: ...
