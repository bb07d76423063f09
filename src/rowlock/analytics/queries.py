"""Questions that the read models answer."""

from datetime import date, datetime

from rowlock.analytics import sql
from rowlock.analytics.types import (
    Dashboard,
    Measure,
    Period,
    ProductSales,
    ReadModelState,
    Sales,
    SalesPoint,
    SalesRow,
    Today,
    TopProducts,
    Totals,
)
from rowlock.db.connections import Reader

_UNITS: dict[Period, str] = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}


async def get_state(db: Reader) -> ReadModelState:
    """How old the read models are, and whether the shop has changed since."""
    return await sql.get_state(db)


async def get_dashboard(db: Reader, *, currency: str) -> Dashboard:
    """The shop at a glance."""
    row = await sql.get_dashboard(db)
    assert row is not None, "the view has one row from its creation on"
    return Dashboard(
        as_of=await _as_of(db),
        currency=currency,
        totals=Totals(row.users, row.orders, row.revenue, row.products),
        today=Today(row.day, row.orders_today, row.revenue_today, row.new_users_today),
        active_users=row.active_users,
        pending_orders=row.pending_orders,
        inventory_alerts=row.inventory_alerts,
        popular_products=row.popular_products,
    )


async def get_sales(db: Reader, period: Period, from_day: date, to_day: date, *, currency: str) -> Sales:
    """Sales by period over the days of the range, quiet periods as zeros."""
    rows = await sql.sales_by_period(db, unit=_UNITS[period], from_day=from_day, to_day=to_day)
    return Sales(
        as_of=await _as_of(db),
        currency=currency,
        period=period,
        from_day=from_day,
        to_day=to_day,
        points=[_point(row) for row in rows],
        totals=_point(_sum(rows, from_day)),
    )


async def get_top_products(
    db: Reader, by: Measure, from_day: date | None, to_day: date | None, *, most: int, currency: str
) -> TopProducts:
    """What sold best of all time, or in a range of days."""
    items: list[ProductSales]
    if from_day is None and to_day is None:
        top = sql.top_products_by_units if by == "units" else sql.top_products_by_revenue
        items = await top(db, most=most)
    else:
        items = await sql.top_products_between(
            db, by_units=by == "units", from_day=from_day or date.min, to_day=to_day or date.max, most=most
        )
    return TopProducts(await _as_of(db), currency, items)


async def _as_of(db: Reader) -> datetime:
    state = await sql.get_state(db)
    return state.refreshed_at or state.asked_at


def _point(row: SalesRow) -> SalesPoint:
    return SalesPoint(
        start=row.start,
        orders=row.orders,
        units=row.units,
        gross=row.gross,
        discounts=row.discounts,
        shipping=row.shipping,
        tax=row.tax,
        refunds=row.refunds,
        net=row.charged - row.refunds,
        average_order_value=round(row.charged / row.orders) if row.orders else 0,
    )


def _sum(rows: list[SalesRow], start: date) -> SalesRow:
    return SalesRow(
        start,
        *(
            sum(getattr(row, name) for row in rows)
            for name in ("orders", "units", "gross", "discounts", "shipping", "tax", "charged", "refunds")
        ),
    )
