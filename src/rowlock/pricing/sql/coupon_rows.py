"""The statements of `sql/pricing/` on coupons and promotions."""

from datetime import datetime
from uuid import UUID

from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement
from rowlock.pricing.types.coupons import CouponRow, Good, KnownGood, LockedRow


@statement
async def list_coupons(
    db: Reader, *, search: str | None, before_id: UUID | None, skip: int, most: int
) -> list[CouponRow]: ...


@statement
async def count_coupons(db: Reader, *, search: str | None, most: int) -> int: ...


@statement
async def get_coupon(db: Reader, *, id: UUID) -> CouponRow | None: ...


@statement
async def lock_coupon(db: Writer, *, id: UUID) -> LockedRow | None: ...


@statement
async def insert_coupon(
    db: Writer,
    *,
    code: str | None,
    name: str,
    type: str,
    value: int,
    buy_quantity: int | None,
    get_quantity: int | None,
    min_total: int,
    category_ids: list[UUID],
    product_ids: list[UUID],
    starts_at: datetime | None,
    ends_at: datetime | None,
    usage_limit: int | None,
    per_customer_limit: int | None,
    first_order_only: bool,
    combinable: bool,
    is_active: bool,
) -> UUID: ...


@statement
async def update_coupon(
    db: Writer,
    *,
    id: UUID,
    code: str | None,
    name: str,
    type: str,
    value: int,
    buy_quantity: int | None,
    get_quantity: int | None,
    min_total: int,
    category_ids: list[UUID],
    product_ids: list[UUID],
    starts_at: datetime | None,
    ends_at: datetime | None,
    usage_limit: int | None,
    per_customer_limit: int | None,
    first_order_only: bool,
    combinable: bool,
    is_active: bool,
) -> None: ...


@statement
async def archive_coupon(db: Writer, *, id: UUID) -> None: ...


@statement
async def unknown_goods(db: Reader, *, category_ids: list[UUID], product_ids: list[UUID]) -> list[UUID]: ...


@statement
async def list_goods(db: Reader, *, product_ids: list[UUID]) -> list[Good]: ...


@statement
async def find_goods(db: Reader, *, keys: list[str]) -> list[KnownGood]: ...


@statement
async def release_coupons(db: Writer, *, order_id: UUID) -> None: ...
