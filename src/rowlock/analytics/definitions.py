"""What each figure means, in one place: dashboard, analytics and exports use these names for these things."""

from typing import Final

from rowlock.analytics.types.figures import Definition

_SALES: Final = ["analytics/sales", "exports"]
_ALL: Final = ["dashboard/stats", "analytics/sales", "exports"]

DEFINITIONS: Final = (
    Definition(
        "orders",
        "count",
        "Orders placed in the period that have not been cancelled since. An order counts on the day it was placed, in "
        "the store's time zone, whenever it was paid or sent.",
        [*_ALL, "analytics/products/top", "analytics/regions", "analytics/coupons", "analytics/users"],
    ),
    Definition(
        "units",
        "pieces",
        "Pieces in those orders. What comes back later does not lower them; it shows under refunds on the day it does.",
        [*_SALES, "dashboard/stats", "analytics/products/top", "analytics/categories/top", "analytics/regions"],
    ),
    Definition("gross", "minor unit", "The lines of those orders at the price of one times the number.", _SALES),
    Definition("discounts", "minor unit", "What coupons and promotions took off those lines.", _SALES),
    Definition("shipping", "minor unit", "Transport as charged in those orders, after promotions.", _SALES),
    Definition(
        "tax",
        "minor unit",
        "Tax charged beside the prices. Where prices include tax it is part of gross and nothing is shown here.",
        _SALES,
    ),
    Definition(
        "charged",
        "minor unit",
        "What those orders came to: gross - discounts + shipping + tax. It is the sum of their totals.",
        ["analytics/regions", "analytics/users", "exports"],
    ),
    Definition(
        "refunds",
        "minor unit",
        "Money that went back in the period, on the day it went, for orders of whatever day that are not cancelled.",
        [*_SALES, "analytics/regions"],
    ),
    Definition("net", "minor unit", "charged - refunds.", [*_SALES, "analytics/regions"]),
    Definition(
        "revenue",
        "minor unit",
        "On the dashboard: net. Of a product or a category: its lines after discounts, without tax beside the prices "
        "and without transport. Of a coupon: the totals of the orders that used it.",
        ["dashboard/stats", "analytics/products/top", "analytics/categories/top", "analytics/coupons"],
    ),
    Definition(
        "average_order_value",
        "minor unit",
        "charged divided by orders, rounded to the nearest, half to even; nought where there are no orders.",
        _SALES,
    ),
    Definition(
        "previous",
        "minor unit",
        "The same figures of the period before, of the same length. A period that is not over is compared with the "
        "one before until the same time of the same day. A day counts from midnight to midnight of the store, 23 to "
        "25 hours.",
        ["dashboard/stats", "analytics/sales"],
    ),
    Definition(
        "change",
        "part",
        "(figure - figure before) / figure before; null where that was nought.",
        ["analytics/sales"],
    ),
    Definition("users", "count", "Accounts of customers that are active.", ["dashboard/stats"]),
    Definition(
        "new_users",
        "count",
        "Accounts of customers opened in the period, whatever became of them.",
        ["dashboard/stats", "analytics/users"],
    ),
    Definition(
        "active_users",
        "count",
        "Accounts that signed in or came back within a day (d1), 7 days (d7) or 30 days (d30); 30 on the dashboard.",
        ["dashboard/stats", "analytics/users"],
    ),
    Definition(
        "customers",
        "count",
        "Accounts with an order that is not cancelled. A guest is not known again and counts in orders alone.",
        ["analytics/users"],
    ),
    Definition("new_customers", "count", "Customers whose first order was placed in the period.", ["analytics/users"]),
    Definition("repeat_customers", "count", "Customers with two orders or more.", ["analytics/users"]),
    Definition("repeat_rate", "part", "repeat_customers divided by customers, of all time.", ["analytics/users"]),
    Definition(
        "cohorts",
        "count",
        "Customers by the month of their first order. Of each month since: how many of them ordered, and what.",
        ["analytics/users"],
    ),
    Definition("retention", "part", "Which part of a cohort ordered in the month.", ["analytics/users"]),
    Definition("products", "count", "Products that are active.", ["dashboard/stats"]),
    Definition(
        "popular_products",
        "pieces",
        "The ten products of which most units were ordered within 30 days, today included.",
        ["dashboard/stats"],
    ),
    Definition(
        "pending_orders",
        "count",
        "Orders that are pending, confirmed or processing.",
        ["dashboard/stats"],
    ),
    Definition(
        "inventory_alerts",
        "count",
        "Variants of active products with as few pieces as their threshold, or none; alerts in the analytics of stock.",
        ["dashboard/stats", "analytics/inventory"],
    ),
    Definition(
        "value",
        "minor unit",
        "Pieces in stock of active products at the price of their variant without discounts.",
        ["analytics/inventory"],
    ),
    Definition(
        "sold_30",
        "pieces",
        "Pieces in orders of the last 30 days, today included, that are not cancelled; sold_90 of the last 90.",
        ["analytics/inventory"],
    ),
    Definition(
        "days_of_cover",
        "days",
        "How long the stock lasts at the pace of the last 30 days, rounded down: on_hand * 30 / sold_30; null where "
        "nothing was sold.",
        ["analytics/inventory"],
    ),
    Definition(
        "dead_stock",
        "pieces",
        "Variants with stock that have been in the catalogue for 90 days and of which none was ordered within them.",
        ["analytics/inventory"],
    ),
    Definition("sold_out", "count", "Variants of active products with nothing in stock.", ["analytics/inventory"]),
    Definition(
        "cost",
        "minor unit",
        "What a coupon took off the orders that used it, transport included; those that were cancelled gave it back.",
        ["analytics/coupons"],
    ),
    Definition(
        "return_on_cost",
        "part",
        "The revenue of a coupon divided by its cost; null where it cost nothing.",
        ["analytics/coupons"],
    ),
    Definition(
        "abandoned_carts",
        "count",
        "Carts with goods in them that nobody has touched for a day and that were not ordered.",
        ["analytics/carts/abandoned"],
    ),
    Definition(
        "as_of",
        "instant",
        "The instant of the shop that a figure was counted from.",
        ["dashboard/stats", "analytics", "exports"],
    ),
    Definition(
        "lag_seconds",
        "seconds",
        "For how long the shop has been ahead of the figures: since the first change they do not know. Nought where "
        "they know all.",
        ["dashboard/stats", "analytics"],
    ),
)
