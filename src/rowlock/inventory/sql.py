"""The statements of `sql/inventory/`."""

from datetime import datetime
from uuid import UUID

from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement
from rowlock.inventory.types import (
    KnownSku,
    Location,
    LocationRow,
    LockedLocation,
    LockedStock,
    Origin,
    StockAlert,
    StockLevel,
    StockMovement,
    StockRow,
    TakenStock,
    VariantLocation,
)


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
async def lock_stock(db: Writer, *, variant_ids: list[UUID]) -> list[LockedStock]: ...


@statement
async def change_levels(
    db: Writer,
    *,
    variant_ids: list[UUID],
    deltas: list[int],
    location_ids: list[UUID | None],
    reason: str,
    note: str | None,
    actor_id: UUID | None,
) -> list[StockLevel]: ...


@statement
async def transfer_stock(
    db: Writer,
    *,
    variant_ids: list[UUID],
    quantities: list[int],
    from_id: UUID | None,
    to_id: UUID | None,
    transfer_id: UUID,
    note: str | None,
    actor_id: UUID,
) -> None: ...


@statement
async def find_variants_by_sku(db: Reader, *, skus: list[str]) -> list[KnownSku]: ...


@statement
async def get_stock(db: Reader, *, variant_id: UUID) -> StockRow | None: ...


@statement
async def list_variant_locations(db: Reader, *, variant_ids: list[UUID]) -> list[VariantLocation]: ...


@statement
async def list_origins(db: Reader, *, order_id: UUID) -> list[Origin]: ...


@statement
async def set_threshold(db: Writer, *, variant_id: UUID, threshold: int) -> None: ...


@statement
async def list_locations(db: Reader) -> list[Location]: ...


@statement
async def lock_locations(db: Writer, *, location_ids: list[UUID]) -> list[LockedLocation]: ...


@statement
async def lock_location(db: Writer, *, location_id: UUID) -> LocationRow | None: ...


@statement
async def insert_location(
    db: Writer, *, code: str, name: str, country: str | None, region: str | None, position: int | None
) -> UUID: ...


@statement
async def update_location(
    db: Writer,
    *,
    location_id: UUID,
    code: str,
    name: str,
    country: str | None,
    region: str | None,
    position: int,
    is_active: bool,
) -> None: ...


@statement
async def is_location_empty(db: Writer, *, location_id: UUID) -> bool: ...


@statement
async def delete_location(db: Writer, *, location_id: UUID) -> None: ...


@statement
async def list_movements(
    db: Reader,
    *,
    variant_id: UUID | None,
    sku: str | None,
    reasons: list[str] | None,
    actor_id: UUID | None,
    order_id: UUID | None,
    location_id: UUID | None,
    from_at: datetime | None,
    before_at: datetime | None,
    before_id: UUID | None,
    skip: int,
    most: int,
) -> list[StockMovement]: ...


@statement
async def count_movements(
    db: Reader,
    *,
    variant_id: UUID | None,
    sku: str | None,
    reasons: list[str] | None,
    actor_id: UUID | None,
    order_id: UUID | None,
    location_id: UUID | None,
    from_at: datetime | None,
    before_at: datetime | None,
    most: int,
) -> int: ...


@statement
async def list_alerts(
    db: Reader, *, is_sold_out: bool, after_on_hand: int | None, after_id: UUID | None, skip: int, most: int
) -> list[StockAlert]: ...


@statement
async def count_alerts(db: Reader, *, is_sold_out: bool, most: int) -> int: ...
