"""Coupons and promotions as admins make and see them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from rowlock.money import LARGEST_AMOUNT
from rowlock.pricing.types.totals import PromotionType

Amount = Annotated[int, Meta(ge=0, le=LARGEST_AMOUNT)]
Pieces = Annotated[int, Meta(ge=1, le=1_000)]


class SaveCoupon(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A coupon, or without a `code` a promotion that applies by itself.

    `value` is percent with up to two decimals for `percentage`, an amount in the minor unit for `fixed`, nothing for
    `free_shipping`. With `buy_x_get_y` of every `buy_quantity` and `get_quantity` pieces the cheapest `get_quantity`
    cost `value` percent less, 100 unless said otherwise. With categories (and all below them) or products only those
    count, of which there must be `min_total`'s worth of goods in the whole cart. `combinable` goes together with others
    that combine.
    """

    code: Annotated[str, Meta(min_length=1, max_length=50, pattern=r"^[A-Za-z0-9_-]+$(?!\n)")] | None = None
    name: Annotated[str, Meta(max_length=200)] = ""
    type: PromotionType
    value: Annotated[float, Meta(ge=0, le=LARGEST_AMOUNT)] | None = None
    buy_quantity: Pieces | None = None
    get_quantity: Pieces | None = None
    min_total: Amount = 0
    category_ids: Annotated[list[UUID], Meta(max_length=100)] = []
    product_ids: Annotated[list[UUID], Meta(max_length=1_000)] = []
    starts_at: Annotated[datetime, Meta(tz=True)] | None = None
    ends_at: Annotated[datetime, Meta(tz=True)] | None = None
    usage_limit: Annotated[int, Meta(ge=1, le=1_000_000_000)] | None = None
    per_customer_limit: Annotated[int, Meta(ge=1, le=1_000)] | None = None
    first_order_only: bool = False
    combinable: bool = False
    is_active: bool = True


class CouponRow(msgspec.Struct, frozen=True):
    """A coupon as it is stored: `value` is hundredths of a percent, or an amount."""

    id: UUID
    code: str | None
    name: str
    type: PromotionType
    value: int
    buy_quantity: int | None
    get_quantity: int | None
    min_total: int
    category_ids: list[UUID]
    product_ids: list[UUID]
    starts_at: datetime | None
    ends_at: datetime | None
    usage_limit: int | None
    per_customer_limit: int | None
    first_order_only: bool
    combinable: bool
    is_active: bool
    version: int
    created_at: datetime
    updated_at: datetime
    used: int
    given: int


class Coupon(msgspec.Struct):
    """A coupon or a promotion. `used` are the orders that have it, cancelled ones aside; `given` is what it took off
    them in the minor unit of `currency`."""

    id: UUID
    code: str | None
    name: str
    type: PromotionType
    value: float
    buy_quantity: int | None
    get_quantity: int | None
    min_total: int
    category_ids: list[UUID]
    product_ids: list[UUID]
    starts_at: datetime | None
    ends_at: datetime | None
    usage_limit: int | None
    per_customer_limit: int | None
    first_order_only: bool
    combinable: bool
    is_active: bool
    used: int
    given: int
    currency: str
    created_at: datetime
    updated_at: datetime


class LockedRow(msgspec.Struct, frozen=True):
    """A row that is locked for a change, with how often it was changed before."""

    id: UUID
    version: int


class Good(msgspec.Struct, frozen=True):
    """A product that a coupon is for."""

    id: UUID
    slug: str
    name: str


class KnownGood(msgspec.Struct, frozen=True):
    """A product by what somebody called it, its slug or an SKU."""

    key: str
    product_id: UUID
