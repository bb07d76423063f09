"""Figures as they cross the wire. Amounts are in the minor unit of `currency`; `drilldown` is the list behind a figure.

What each name means stands in `definitions.py`.
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from rowlock.analytics.types.rows import StockItem
from rowlock.cart.types import AbandonedCart

Period = Literal["daily", "weekly", "monthly", "yearly"]
Measure = Literal["revenue", "units"]
Comparison = Literal["previous"]


class Figures(msgspec.Struct, kw_only=True):
    """As of when the figures are, and for how many seconds the shop has been ahead of them."""

    as_of: datetime
    lag_seconds: float
    currency: str


class ProductSales(msgspec.Struct):
    """What a product sold. `units` are pieces sold; what came back shows under refunds on its day."""

    product_id: UUID
    name: str
    orders: int
    units: int
    revenue: int
    drilldown: str


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
    drilldown: str


class Yesterday(msgspec.Struct):
    """The day before until the same time of the day."""

    day: date
    until: datetime
    orders: int
    revenue: int
    new_users: int


class Span(msgspec.Struct):
    """Orders and net revenue of a range of whole days."""

    from_day: date = msgspec.field(name="from")
    to_day: date = msgspec.field(name="to")
    orders: int
    revenue: int
    drilldown: str


class Dashboard(Figures, kw_only=True):
    """The shop at a glance. `active_users` signed in or came back within 30 days. What is compared is of the same
    length: today so far with yesterday until the same time, 30 whole days with the 30 before.
    """

    totals: Totals
    today: Today
    yesterday: Yesterday
    last_30_days: Span
    previous_30_days: Span
    active_users: int
    pending_orders: int
    inventory_alerts: int
    popular_products: list[ProductSales]
    drilldown: dict[str, str]


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
    drilldown: str
    refunds_drilldown: str


class PreviousSales(msgspec.Struct):
    """The period before, of the same length: where the present one is not over, until the same time of its last day.

    `change` is by what part each figure differs from it: 0.25 is a quarter more; null where it was nought.
    """

    from_day: date = msgspec.field(name="from")
    to_day: date = msgspec.field(name="to")
    until: datetime | None
    totals: SalesPoint
    change: dict[str, float | None]


class Sales(Figures, kw_only=True):
    """Sales by period, quiet ones as zeros, and their sum."""

    period: Period
    from_day: date = msgspec.field(name="from")
    to_day: date = msgspec.field(name="to")
    points: list[SalesPoint]
    totals: SalesPoint
    previous: PreviousSales | None = None


class TopProducts(Figures, kw_only=True):
    """What sold best, the best first."""

    items: list[ProductSales]


class CategorySales(msgspec.Struct):
    """What the products of a category sold, without the categories below it; `category_id` is null for those without
    one.
    """

    category_id: UUID | None
    name: str | None
    slug: str | None
    units: int
    revenue: int
    drilldown: str


class TopCategories(Figures, kw_only=True):
    """Where most was sold, the best first."""

    items: list[CategorySales]


class RegionSales(msgspec.Struct):
    """What was ordered from a country and region; `region` is null where addresses had none."""

    country: str
    region: str | None
    orders: int
    units: int
    charged: int
    refunds: int
    net: int
    drilldown: str
    refunds_drilldown: str


class Regions(Figures, kw_only=True):
    """Where orders were sent, what was charged most first."""

    items: list[RegionSales]


class CouponSales(msgspec.Struct):
    """What a coupon took off, and the orders that used it. `code` is null for a promotion that needs none.

    `return_on_cost` is revenue for each unit of cost, null where it cost nothing.
    """

    coupon_id: UUID
    code: str | None
    name: str
    orders: int
    cost: int
    revenue: int
    return_on_cost: float | None
    drilldown: str


class Coupons(Figures, kw_only=True):
    """What coupons cost and brought, the most revenue first."""

    items: list[CouponSales]


class UsersPoint(msgspec.Struct):
    """Accounts that were opened, and customers with their first order, in a period."""

    start: date
    new_users: int
    new_customers: int


class ActiveUsers(msgspec.Struct):
    """Who signed in or came back within 1, 7 and 30 days."""

    d1: int
    d7: int
    d30: int


class CohortMonth(msgspec.Struct):
    """How many of a cohort ordered in a month, and what. `retention` is their part of the cohort."""

    month: date
    customers: int
    retention: float
    orders: int
    charged: int
    drilldown: str


class Cohort(msgspec.Struct):
    """Customers whose first order was in the month `cohort`."""

    cohort: date
    customers: int
    repeat_customers: int
    months: list[CohortMonth]


class Users(Figures, kw_only=True):
    """Customers: new, active, and those who came again. `repeat_rate` is the part of customers with two orders or
    more.
    """

    period: Period
    from_day: date = msgspec.field(name="from")
    to_day: date = msgspec.field(name="to")
    new_users: int
    new_customers: int
    points: list[UsersPoint]
    active_users: ActiveUsers
    customers: int
    repeat_customers: int
    repeat_rate: float
    cohorts: list[Cohort]


class DeadStock(msgspec.Struct):
    """What has been in the catalogue for 90 days and sold nothing within them."""

    variants: int
    units: int
    value: int
    items: list[StockItem]


class Stock(Figures, kw_only=True):
    """What lies in stock of active products, at the price without discounts, and how it sells."""

    variants: int
    units: int
    value: int
    sold_30: int
    sold_90: int
    days_of_cover: int | None
    sold_out: int
    alerts: int
    dead_stock: DeadStock
    lowest_cover: list[StockItem]
    drilldown: dict[str, str]


class AbandonedCarts(msgspec.Struct):
    """A page of carts that were left alone, as they are at `as_of`. `total` counts at most 10,000."""

    items: list[AbandonedCart]
    total: int
    total_capped: bool
    next_cursor: str | None
    as_of: datetime
    currency: str


class Refreshed(msgspec.Struct):
    """When the figures were renewed."""

    as_of: datetime


class Definition(msgspec.Struct, frozen=True):
    """What a figure is, in words, and its unit."""

    name: str
    unit: Literal["minor unit", "count", "pieces", "days", "part", "instant", "seconds"]
    definition: str
    shown_in: list[str]


class Definitions(msgspec.Struct):
    """Every figure by its name, the same in dashboard, analytics and exports."""

    time_zone: str
    currency: str
    items: list[Definition]
