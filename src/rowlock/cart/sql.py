"""The statements of `sql/cart/`."""

from datetime import datetime
from uuid import UUID

from rowlock.cart.types import (
    AbandonedCart,
    CartRow,
    CouponInCart,
    DueReminder,
    LineInCart,
    PricedCart,
    Reminded,
    SellableVariant,
)
from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement
from rowlock.pricing.types.totals import Promotion


@statement
async def find_cart(db: Reader, *, user_id: UUID | None, token_hash: bytes | None) -> CartRow | None: ...


@statement
async def lock_cart(db: Writer, *, user_id: UUID | None, token_hash: bytes | None) -> CartRow | None: ...


@statement
async def insert_cart(db: Writer, *, user_id: UUID | None, token_hash: bytes | None) -> CartRow: ...


@statement
async def list_lines(db: Reader, *, cart_id: UUID) -> list[LineInCart]: ...


@statement
async def read_priced_cart(
    db: Reader,
    *,
    cart_id: UUID | None,
    user_id: UUID | None,
    customer: str | None,
    country: str | None,
    region: str | None,
) -> PricedCart: ...


@statement
async def find_coupon(db: Reader, *, code: str, user_id: UUID | None, customer: str | None) -> Promotion | None: ...


@statement
async def list_coupons(db: Reader, *, cart_id: UUID) -> list[CouponInCart]: ...


@statement
async def add_coupon(db: Writer, *, cart_id: UUID, coupon_id: UUID) -> None: ...


@statement
async def remove_coupons(db: Writer, *, cart_id: UUID, code: str | None) -> None: ...


@statement
async def move_coupons(db: Writer, *, from_cart_id: UUID, to_cart_id: UUID) -> None: ...


@statement
async def list_sellable_variants(db: Reader, *, cart_id: UUID, variant_ids: list[UUID]) -> list[SellableVariant]: ...


@statement
async def put_lines(
    db: Writer, *, cart_id: UUID, variant_ids: list[UUID], quantities: list[int], seen_prices: list[int]
) -> None: ...


@statement
async def set_line(db: Writer, *, cart_id: UUID, item_id: UUID, quantity: int) -> None: ...


@statement
async def acknowledge_prices(db: Writer, *, cart_id: UUID) -> None: ...


@statement
async def get_line_variant(db: Reader, *, cart_id: UUID, item_id: UUID) -> UUID | None: ...


@statement
async def delete_line(db: Writer, *, cart_id: UUID, item_id: UUID) -> None: ...


@statement
async def clear_lines(db: Writer, *, cart_id: UUID) -> None: ...


@statement
async def delete_cart(db: Writer, *, cart_id: UUID) -> None: ...


@statement
async def delete_expired_carts(db: Writer, *, most: int) -> int: ...


@statement
async def delete_carts_of_user(db: Writer, *, user_id: UUID) -> None: ...


@statement
async def mark_due_reminders(db: Writer, *, hours: int, days: int, most: int) -> list[DueReminder]: ...


@statement
async def find_reminder(db: Reader, *, cart_id: UUID, updated_at: datetime) -> Reminded | None: ...


@statement
async def list_abandoned_carts(
    db: Reader, *, since: datetime, after_at: datetime | None, after_id: UUID | None, skip: int, most: int
) -> list[AbandonedCart]: ...


@statement
async def count_abandoned_carts(db: Reader, *, since: datetime, most: int) -> int: ...
