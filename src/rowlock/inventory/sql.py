"""The statements of `sql/inventory/`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement
from rowlock.inventory.types import (
    AlertLine,
    AlertMailRow,
    DueDigest,
    DueNotice,
    KnownSku,
    Location,
    LocationRow,
    LockedLocation,
    LockedStock,
    NamedLocation,
    Notice,
    Origin,
    SoldOut,
    StockAlert,
    StockLevel,
    StockLine,
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
async def list_stock(
    db: Reader,
    *,
    chosen: dict[str, Any],
    before_id: UUID | None,
    skip: int,
    most: int,
) -> list[StockLine]: ...


@statement
async def count_stock(
    db: Reader,
    *,
    chosen: dict[str, Any],
    most: int,
) -> int: ...


@statement
async def list_variant_locations(db: Reader, *, variant_ids: list[UUID]) -> list[VariantLocation]: ...


@statement
async def list_origins(db: Reader, *, order_id: UUID) -> list[Origin]: ...


@statement
async def set_threshold(db: Writer, *, variant_id: UUID, threshold: int) -> None: ...


@statement
async def list_locations(db: Reader) -> list[Location]: ...


@statement
async def list_location_names(db: Reader) -> list[NamedLocation]: ...


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
async def delete_location(db: Writer, *, location_id: UUID) -> int: ...


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


@statement
async def ask_notice(
    db: Writer, *, product_id: UUID, variant_id: UUID, user_id: UUID | None, email: str, email_key: str, most: int
) -> None: ...


@statement
async def delete_notice(db: Writer, *, product_id: UUID, variant_id: UUID | None, user_id: UUID) -> None: ...


@statement
async def unsubscribe_notices(db: Writer, *, notice_id: UUID) -> None: ...


@statement
async def lock_return(db: Writer) -> UUID | None: ...


@statement
async def mark_due_notices(db: Writer, *, variant_id: UUID, for_each: int, most: int) -> list[DueNotice]: ...


@statement
async def put_off_return(db: Writer, *, variant_id: UUID) -> int: ...


@statement
async def end_return(db: Writer, *, variant_id: UUID) -> None: ...


@statement
async def get_notice(db: Reader, *, notice_id: UUID) -> Notice | None: ...


@statement
async def wait_on(db: Writer, *, notice_id: UUID) -> None: ...


@statement
async def mark_notice_sent(db: Writer, *, notice_id: UUID) -> None: ...


@statement
async def delete_sent_notices(db: Writer, *, most: int) -> int: ...


@statement
async def get_alert_mails(db: Reader, *, user_id: UUID) -> AlertMailRow | None: ...


@statement
async def put_alert_mails(db: Writer, *, user_id: UUID, wants_digest: bool, wants_sold_out: bool) -> None: ...


@statement
async def mark_sold_out_told(db: Writer, *, most: int) -> list[SoldOut]: ...


@statement
async def list_sold_out_readers(db: Reader) -> list[UUID]: ...


@statement
async def mark_due_digests(db: Writer, *, day_began_at: datetime) -> list[DueDigest]: ...


@statement
async def find_alert_reader(db: Reader, *, user_id: UUID) -> str | None: ...


@statement
async def list_variants_in_alert(db: Reader, *, variant_ids: list[UUID]) -> list[AlertLine]: ...


@statement
async def list_new_alerts(db: Reader, *, since: datetime, most: int) -> list[AlertLine]: ...
