"""What sold best, and where: products, categories, regions, coupons."""

from datetime import date
from typing import TypedDict

from rowlock.analytics import links, periods, sql
from rowlock.analytics.periods import Spans
from rowlock.analytics.queries.states import as_of
from rowlock.analytics.types.figures import (
    CategorySales,
    Coupons,
    CouponSales,
    Measure,
    ProductSales,
    Regions,
    RegionSales,
    TopCategories,
    TopProducts,
)
from rowlock.db.connections import Reader

# A range without a begin or an end has these.
FIRST_DAY = date(1970, 1, 1)
LAST_DAY = date(2200, 1, 1)


async def get_top_products(
    db: Reader, by: Measure, from_day: date | None, to_day: date | None, *, most: int, currency: str
) -> TopProducts:
    """What sold best of all time, or in a range of days."""
    rows = await sql.top_products(db, by_units=by == "units", **_chosen(from_day, to_day), most=most)
    return TopProducts(
        **await as_of(db, "sales", currency),  # type: ignore[arg-type]  # the three fields of Figures
        items=[
            ProductSales(
                row.product_id,
                row.name,
                row.orders,
                row.units,
                row.revenue,
                links.orders(from_day, to_day, product_id=row.product_id),
            )
            for row in rows
        ],
    )


async def get_top_categories(
    db: Reader, by: Measure, from_day: date | None, to_day: date | None, *, most: int, currency: str
) -> TopCategories:
    """In which categories most was sold, of all time or in a range of days."""
    rows = await sql.top_categories(db, by_units=by == "units", **_chosen(from_day, to_day), most=most)
    return TopCategories(
        **await as_of(db, "sales", currency),  # type: ignore[arg-type]  # the three fields of Figures
        items=[
            CategorySales(
                row.category_id,
                row.name,
                row.slug,
                row.units,
                row.revenue,
                links.orders(
                    from_day,
                    to_day,
                    category_id=row.category_id,
                    uncategorised="true" if row.category_id is None else None,
                ),
            )
            for row in rows
        ],
    )


async def get_regions(db: Reader, from_day: date | None, to_day: date | None, *, most: int, currency: str) -> Regions:
    """Where orders were sent, of all time or in a range of days."""
    rows = await sql.list_regions(db, **_chosen(from_day, to_day), most=most)
    return Regions(
        **await as_of(db, "sales", currency),  # type: ignore[arg-type]  # the three fields of Figures
        items=[
            RegionSales(
                country=row.country,
                region=row.region or None,
                orders=row.orders,
                units=row.units,
                charged=row.charged,
                refunds=row.refunds,
                net=row.charged - row.refunds,
                drilldown=links.orders(from_day, to_day, country=row.country, region=row.region),
                refunds_drilldown=links.refunded(from_day, to_day, country=row.country, region=row.region),
            )
            for row in rows
        ],
    )


async def get_coupons(db: Reader, from_day: date | None, to_day: date | None, *, most: int, currency: str) -> Coupons:
    """What coupons cost and what was ordered with them, of all time or in a range of days."""
    rows = await sql.list_coupons(db, **_chosen(from_day, to_day), most=most)
    return Coupons(
        **await as_of(db, "sales", currency),  # type: ignore[arg-type]  # the three fields of Figures
        items=[
            CouponSales(
                coupon_id=row.coupon_id,
                code=row.code,
                name=row.name,
                orders=row.orders,
                cost=row.cost,
                revenue=row.revenue,
                return_on_cost=round(row.revenue / row.cost, 2) if row.cost else None,
                drilldown=links.orders(from_day, to_day, coupon_id=row.coupon_id),
            )
            for row in rows
        ],
    )


class _Chosen(TypedDict):
    all_time: bool
    years: list[date]
    months: list[date]
    days: list[date]


def _chosen(from_day: date | None, to_day: date | None) -> _Chosen:
    """Which sums a statement adds up: the one of all time, or those of a range."""
    if from_day is None and to_day is None:
        return _Chosen(all_time=True, years=[], months=[], days=[])
    spans = _spans(from_day, to_day)
    return _Chosen(all_time=False, years=spans.years, months=spans.months, days=spans.days)


def _spans(from_day: date | None, to_day: date | None) -> Spans:
    return periods.spans(from_day or FIRST_DAY, to_day or LAST_DAY)
