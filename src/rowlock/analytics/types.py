"""Figures as they cross the wire and come out of the read models. Amounts are in the minor unit of `currency`."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from rowlock.cart.types import AbandonedCart

Period = Literal["daily", "weekly", "monthly", "yearly"]
Measure = Literal["revenue", "units"]


class ProductSales(msgspec.Struct):
    """What a product sold. `units` are pieces sold; what came back shows under refunds on its day."""

    product_id: UUID
    name: str
    units: int
    revenue: int


class Totals(msgspec.Struct):
    """Customers, orders, products in sale, and the net revenue of all time."""

    users: int
    orders: int
    revenue: int
    products: int


class Today(msgspec.Struct):
    """The present day of the store's time zone, so far."""

    day: date
    orders: int
    revenue: int
    new_users: int


class Dashboard(msgspec.Struct):
    """The shop at a glance, as of `as_of`. `active_users` signed in or came back within 30 days."""

    as_of: datetime
    currency: str
    totals: Totals
    today: Today
    active_users: int
    pending_orders: int
    inventory_alerts: int
    popular_products: list[ProductSales]


class SalesPoint(msgspec.Struct):
    """The sales of one period. `net` is what was charged less what went back in the period."""

    start: date
    orders: int
    units: int
    gross: int
    discounts: int
    shipping: int
    tax: int
    refunds: int
    net: int
    average_order_value: int


class Sales(msgspec.Struct):
    """Sales by period, quiet ones as zeros, and their sum."""

    as_of: datetime
    currency: str
    period: Period
    from_day: date = msgspec.field(name="from")
    to_day: date = msgspec.field(name="to")
    points: list[SalesPoint] = []
    totals: SalesPoint | None = None


class TopProducts(msgspec.Struct):
    """What sold best, the best first."""

    as_of: datetime
    currency: str
    items: list[ProductSales]


class Refreshed(msgspec.Struct):
    """When the figures were renewed."""

    as_of: datetime


class DashboardRow(msgspec.Struct, frozen=True):
    users: int
    orders: int
    revenue: int
    products: int
    day: date
    orders_today: int
    revenue_today: int
    new_users_today: int
    active_users: int
    pending_orders: int
    inventory_alerts: int
    popular_products: list[ProductSales]


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


class ReadModelState(msgspec.Struct, frozen=True):
    """How old the oldest read model is, and whether the shop has changed since."""

    refreshed_at: datetime | None
    duration_ms: int
    is_current: bool
    asked_at: datetime


class AbandonedCarts(msgspec.Struct):
    """A page of carts that were left alone, as they are at `as_of`. `total` counts at most 10,000."""

    items: list[AbandonedCart]
    total: int
    total_capped: bool
    next_cursor: str | None
    as_of: datetime
    currency: str
