"""Figures over HTTP, for admins."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from rowlock import clock
from rowlock.analytics import commands
from rowlock.analytics.definitions import DEFINITIONS
from rowlock.analytics.queries import dashboard, people, rankings, sales, states, stock
from rowlock.analytics.types.figures import (
    AbandonedCarts,
    Comparison,
    Coupons,
    Dashboard,
    Definitions,
    Measure,
    Period,
    Refreshed,
    Regions,
    Sales,
    Stock,
    TopCategories,
    TopProducts,
    Users,
)
from rowlock.cart import queries as carts
from rowlock.db.database import Database
from rowlock.errors import InvalidValue, Unavailable
from rowlock.http.auth import requires_role
from rowlock.http.gate import limited
from rowlock.http.openapi import problems
from rowlock.http.paging import COUNTED, Paging
from rowlock.settings import Settings

FromDay = Annotated[date | None, QueryParameter(name="from", description="The first day, in the store's time zone")]
ToDay = Annotated[date | None, QueryParameter(name="to", description="The last day, in the store's time zone")]
Grain = Annotated[Period, QueryParameter(description="Weeks begin on Monday")]
Best = Annotated[Measure, QueryParameter(description="What is best")]
Most = Annotated[int, QueryParameter(ge=1, le=100, description="How many")]

# How far back a period looks when nothing is said, and how many points an answer may have.
_DAYS_BACK: Final[dict[Period, int]] = {"daily": 29, "weekly": 7 * 12, "monthly": 365, "yearly": 365 * 5}
_DAYS_OF: Final[dict[Period, int]] = {"daily": 1, "weekly": 7, "monthly": 28, "yearly": 365}
_MOST_POINTS: Final = 3_660
_HOURS: Final = 24
_LATEST: Final = "latest"
# A proxy gives up after a minute.
_PATIENCE_SECONDS: Final = 25.0
_LOOK_SECONDS: Final = 0.1


class AnalyticsController(Controller):
    path = "/admin"
    tags = ("Admin: analytics",)
    guards = (requires_role("admin", area="analytics"),)
    opt = limited("analytics")

    @get("/dashboard/stats")
    async def get_dashboard(
        self, database: NamedDependency[Database], settings: NamedDependency[Settings]
    ) -> Dashboard:
        """Shows the shop at a glance, as of `as_of`.

        Today is held against yesterday until the same time of the day, the last 30 whole days against the 30 before.
        """
        async with database.reader() as db:
            return await dashboard.get_dashboard(db, currency=settings.currency)

    @get("/analytics/definitions")
    async def list_definitions(self, settings: NamedDependency[Settings]) -> Definitions:
        """Says of every figure what it means. The names are the same in dashboard, analytics and exports."""
        return Definitions(settings.time_zone, settings.currency, list(DEFINITIONS))

    @get("/analytics/sales")
    async def get_sales(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        period: Grain = "daily",
        from_day: FromDay = None,
        to_day: ToDay = None,
        compare: Annotated[
            Comparison | None, QueryParameter(description="`previous`: hold it against the period before")
        ] = None,
    ) -> Sales:
        """Sums the sales by day, week, month or year of the store's time zone.

        Orders count on the day they were placed, refunds on the day they were given; cancelled orders count nowhere.
        Only days of the range count, also in the first and the last period. Without a range: the last 30 days, 12
        weeks, 12 months or 5 years. A range that is not over is compared with the same part of the one before.
        """
        first, last = _range(period, from_day, to_day, settings)
        async with database.reader() as db:
            return await sales.get_sales(
                db, period, first, last, currency=settings.currency, zone=settings.zone, compare=compare
            )

    @get("/analytics/users")
    async def get_user_figures(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        period: Grain = "daily",
        from_day: FromDay = None,
        to_day: ToDay = None,
        cohorts: Annotated[int, QueryParameter(ge=0, le=120, description="How many of the latest cohorts")] = 12,
    ) -> Users:
        """Counts new, active and returning customers, and cohorts by the month of their first order.

        Without a range: the last 30 days, 12 weeks, 12 months or 5 years.
        """
        first, last = _range(period, from_day, to_day, settings)
        async with database.reader() as db:
            return await people.get_users(db, period, first, last, cohorts=cohorts, currency=settings.currency)

    @get("/analytics/products/top")
    async def list_top_products(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        by: Best = "revenue",
        from_day: FromDay = None,
        to_day: ToDay = None,
        limit: Most = 10,
    ) -> TopProducts:
        """Lists what sold best, of all time or in a range of days."""
        _check_range(from_day, to_day)
        async with database.reader() as db:
            return await rankings.get_top_products(db, by, from_day, to_day, most=limit, currency=settings.currency)

    @get("/analytics/categories/top")
    async def list_top_categories(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        by: Best = "revenue",
        from_day: FromDay = None,
        to_day: ToDay = None,
        limit: Most = 10,
    ) -> TopCategories:
        """Lists in which categories most was sold, of all time or in a range of days.

        A product counts in the category it has now, and not in those above it.
        """
        _check_range(from_day, to_day)
        async with database.reader() as db:
            return await rankings.get_top_categories(db, by, from_day, to_day, most=limit, currency=settings.currency)

    @get("/analytics/regions")
    async def list_region_figures(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        from_day: FromDay = None,
        to_day: ToDay = None,
        limit: Annotated[int, QueryParameter(ge=1, le=1000, description="How many")] = 100,
    ) -> Regions:
        """Lists where orders were sent, by country and region, of all time or in a range of days."""
        _check_range(from_day, to_day)
        async with database.reader() as db:
            return await rankings.get_regions(db, from_day, to_day, most=limit, currency=settings.currency)

    @get("/analytics/coupons")
    async def list_coupon_figures(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        from_day: FromDay = None,
        to_day: ToDay = None,
        limit: Most = 50,
    ) -> Coupons:
        """Lists what coupons and promotions cost and what was ordered with them, of all time or in a range of days."""
        _check_range(from_day, to_day)
        async with database.reader() as db:
            return await rankings.get_coupons(db, from_day, to_day, most=limit, currency=settings.currency)

    @get("/analytics/inventory")
    async def get_stock_figures(
        self, database: NamedDependency[Database], settings: NamedDependency[Settings], limit: Most = 20
    ) -> Stock:
        """Shows what lies in stock: its value, how long it lasts, and what has sold nothing for 90 days."""
        async with database.reader() as db:
            return await stock.get_stock(db, most=limit, currency=settings.currency)

    @get("/analytics/carts/abandoned")
    async def list_abandoned_carts(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        hours: Annotated[
            int | None,
            QueryParameter(ge=1, le=8_760, description="Not changed for so long; else as reminders wait, or 24"),
        ] = None,
    ) -> AbandonedCarts:
        """Lists customers' carts that were left alone, the latest first, with what is in them at present prices.

        Carts of visitors are nobody's and are not shown.
        """
        now = clock.now()
        left_for = hours or settings.cart_reminder_hours or _HOURS
        async with database.primary() as db:
            rows, counted = await carts.list_abandoned_carts(
                db,
                now - timedelta(hours=left_for),
                after=paging.after(tuple[datetime, UUID], sort=_LATEST, filters=left_for),
                offset=paging.offset,
                limit=paging.limit + 1,
                count_to=COUNTED + 1,
            )
        page = paging.page(
            rows,
            counted,
            sort=_LATEST,
            filters=left_for,
            key=lambda cart: (cart.updated_at, cart.id),
            item=lambda cart: cart,
        )
        return AbandonedCarts(**msgspec.structs.asdict(page), as_of=now, currency=settings.currency)

    @post("/analytics/refresh", status_code=200, responses=problems(Unavailable))
    async def refresh_analytics(self, database: NamedDependency[Database]) -> Refreshed:
        """Has all figures renewed now and waits for it; two who ask at once share one refresh.

        After 25 seconds it answers 503 with `Retry-After`, and the refresh goes on.
        """
        async with database.primary() as db:
            asked_at = (await states.get_state(db, "sales")).asked_at
        await database.run(commands.ask_for_refresh, asked_at)
        return Refreshed(await _until_refreshed(database, asked_at))


async def _until_refreshed(database: Database, asked_at: datetime) -> datetime:
    deadline = asyncio.get_running_loop().time() + _PATIENCE_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        async with database.primary() as db:
            found = [state.refreshed_at for state in await states.list_states(db)]
        oldest = min((at for at in found if at is not None), default=None)
        if oldest is not None and None not in found and oldest >= asked_at:
            return oldest
        await asyncio.sleep(_LOOK_SECONDS)
    raise Unavailable("The figures are being renewed, which takes longer than a request may")


def _range(period: Period, from_day: date | None, to_day: date | None, settings: Settings) -> tuple[date, date]:
    last = to_day or clock.today(settings.zone)
    first = from_day or last - timedelta(days=_DAYS_BACK[period])
    _check_range(first, last)
    if (last - first).days // _DAYS_OF[period] > _MOST_POINTS:
        raise InvalidValue.at("from", f"at most {_MOST_POINTS} points; choose a longer period")
    return first, last


def _check_range(from_day: date | None, to_day: date | None) -> None:
    first, last = from_day or rankings.FIRST_DAY, to_day or rankings.LAST_DAY
    if first > last:
        raise InvalidValue.at("to", "the last day is before the first")
    if first < rankings.FIRST_DAY or last > rankings.LAST_DAY:
        raise InvalidValue.at("from", f"between {rankings.FIRST_DAY} and {rankings.LAST_DAY}")
