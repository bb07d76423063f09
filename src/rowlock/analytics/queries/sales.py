"""Sales by day, week, month and year."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from rowlock.analytics import links, periods, sql
from rowlock.analytics.queries.states import as_of, get_state
from rowlock.analytics.types.figures import Comparison, Period, PreviousSales, Sales, SalesPoint
from rowlock.analytics.types.rows import SalesRow
from rowlock.db.connections import Reader

_COMPARED = (
    "orders", "units", "gross", "discounts", "shipping", "tax", "refunds", "net", "average_order_value"
)  # fmt: skip


async def get_sales(
    db: Reader,
    period: Period,
    from_day: date,
    to_day: date,
    *,
    currency: str,
    zone: ZoneInfo,
    compare: Comparison | None = None,
) -> Sales:
    """Sales by period over the days of the range, quiet periods as zeros, and the period before if wanted."""
    unit = periods.UNITS[period]
    rows = await sql.sales_by_period(db, unit=unit, from_day=from_day, to_day=to_day)
    totals = _point(_sum(rows, from_day), from_day, to_day)
    return Sales(
        **await as_of(db, "sales", currency),  # type: ignore[arg-type]  # the three fields of Figures
        period=period,
        from_day=from_day,
        to_day=to_day,
        points=[_point(row, max(row.start, from_day), min(links.end_of(unit, row.start), to_day)) for row in rows],
        totals=totals,
        previous=None if compare is None else await _get_previous(db, period, from_day, to_day, totals, zone),
    )


async def _get_previous(
    db: Reader, period: Period, from_day: date, to_day: date, totals: SalesPoint, zone: ZoneInfo
) -> PreviousSales:
    state = await get_state(db, "sales")
    # Figures without a change since are as true now as they were then.
    present = (state.asked_at if state.is_current else state.refreshed_at or state.asked_at).astimezone(zone)
    last = min(to_day, max(present.date(), from_day))
    is_over = last < present.date()
    first, before = periods.previous(period, from_day, last, is_over=is_over)
    until = None
    if last == present.date():
        until = (present.replace(tzinfo=None) - timedelta(days=(last - before).days)).replace(tzinfo=zone)
    row = await sql.sum_sales(db, from_day=first, to_day=before, until=until)
    point = _point(row, first, before)
    return PreviousSales(first, before, until, point, {name: _change(point, totals, name) for name in _COMPARED})


def _change(before: SalesPoint, now: SalesPoint, name: str) -> float | None:
    was, is_now = getattr(before, name), getattr(now, name)
    return round((is_now - was) / abs(was), 4) if was else None


def _point(row: SalesRow, first: date, last: date) -> SalesPoint:
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
        drilldown=links.orders(first, last),
        refunds_drilldown=links.refunded(first, last),
    )


def _sum(rows: list[SalesRow], start: date) -> SalesRow:
    return SalesRow(
        start,
        *(
            sum(getattr(row, name) for row in rows)
            for name in ("orders", "units", "gross", "discounts", "shipping", "tax", "charged", "refunds")
        ),
    )
