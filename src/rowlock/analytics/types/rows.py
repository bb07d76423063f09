"""Rows as they come out of the read models."""

from datetime import date, datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

Model = Literal["sales", "people", "stock", "dashboard"]

MODELS: Final[tuple[Model, ...]] = ("sales", "people", "stock", "dashboard")
"""The read models in the order of their refreshes: the later ones read the earlier."""


class ReadModelState(msgspec.Struct, frozen=True):
    """How old a read model is. It lags from the first change that it does not know; one that is outdated was built for
    another store, or never.
    """

    name: str
    refreshed_at: datetime | None
    duration_ms: int
    is_current: bool
    is_outdated: bool
    lag_seconds: float | None
    asked_at: datetime


class StaleSales(msgspec.Struct, frozen=True):
    """What is to be counted anew."""

    days: list[date]
    user_ids: list[UUID]


class ProductSalesRow(msgspec.Struct, frozen=True):
    product_id: UUID
    name: str
    orders: int
    units: int
    revenue: int


class DashboardRow(msgspec.Struct, frozen=True):
    users: int
    orders: int
    revenue: int
    products: int
    day: date
    orders_today: int
    revenue_today: int
    new_users_today: int
    yesterday_at: datetime
    orders_yesterday: int
    revenue_yesterday: int
    new_users_yesterday: int
    orders_30: int
    revenue_30: int
    orders_before_30: int
    revenue_before_30: int
    active_users: int
    pending_orders: int
    inventory_alerts: int
    popular_products: list[ProductSalesRow]


class SalesRow(msgspec.Struct, frozen=True):
    start: date
    orders: int
    units: int
    gross: int
    discounts: int
    shipping: int
    tax: int
    charged: int
    refunds: int


class CategorySalesRow(msgspec.Struct, frozen=True):
    category_id: UUID | None
    name: str | None
    slug: str | None
    units: int
    revenue: int


class RegionSalesRow(msgspec.Struct, frozen=True):
    country: str
    region: str
    orders: int
    units: int
    charged: int
    refunds: int


class CouponSalesRow(msgspec.Struct, frozen=True):
    coupon_id: UUID
    code: str | None
    name: str
    orders: int
    cost: int
    revenue: int


class NewUsersRow(msgspec.Struct, frozen=True):
    start: date
    new_users: int
    new_customers: int


class ActivityRow(msgspec.Struct, frozen=True):
    d1: int
    d7: int
    d30: int
    customers: int
    repeat_customers: int


class CohortMonthRow(msgspec.Struct, frozen=True):
    month: date
    customers: int
    orders: int
    charged: int


class CohortRow(msgspec.Struct, frozen=True):
    cohort: date
    customers: int
    repeat_customers: int
    months: list[CohortMonthRow]


class StockRow(msgspec.Struct, frozen=True):
    variants: int
    units: int
    value: int
    sold_30: int
    sold_90: int
    days_of_cover: int | None
    dead_variants: int
    dead_units: int
    dead_value: int
    alerts: int
    sold_out: int


class StockItem(msgspec.Struct, frozen=True):
    """A variant in stock. `value` is its pieces at its price; `days_of_cover` is how long they last at the pace of the
    last 30 days, none where nothing was sold.
    """

    variant_id: UUID
    product_id: UUID
    sku: str
    name: str
    on_hand: int
    value: int
    sold_30: int
    sold_90: int
    days_of_cover: int | None
