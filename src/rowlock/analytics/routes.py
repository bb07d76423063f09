"""Figures over HTTP, for admins."""

from datetime import date, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from rowlock import clock
from rowlock.analytics import commands, queries
from rowlock.analytics.types import AbandonedCarts, Dashboard, Measure, Period, Refreshed, Sales, TopProducts
from rowlock.cart import queries as carts
from rowlock.db.database import Database
from rowlock.errors import InvalidValue
from rowlock.http.auth import requires_role
from rowlock.http.gate import limited
from rowlock.http.paging import COUNTED, Paging
from rowlock.settings import Settings

FromDay = Annotated[date | None, QueryParameter(name="from", description="The first day, in the store's time zone")]
ToDay = Annotated[date | None, QueryParameter(name="to", description="The last day, in the store's time zone")]

# How far back a period looks when nothing is said, and how many points an answer may have.
_DAYS_BACK: Final[dict[Period, int]] = {"daily": 29, "weekly": 7 * 12, "monthly": 365, "yearly": 365 * 5}
_DAYS_OF: Final[dict[Period, int]] = {"daily": 1, "weekly": 7, "monthly": 28, "yearly": 365}
_MOST_POINTS: Final = 3_660
_HOURS: Final = 24
_LATEST: Final = "latest"
_FIRST_DAY: Final = date(1970, 1, 1)
_LAST_DAY: Final = date(2200, 1, 1)


class AnalyticsController(Controller):
    path = "/admin"
    tags = ("Admin: analytics",)
    guards = (requires_role("admin", area="analytics"),)
    opt = limited("analytics")

    @get("/dashboard/stats")
    async def get_dashboard(
        self, database: NamedDependency[Database], settings: NamedDependency[Settings]
    ) -> Dashboard:
        """Shows the shop at a glance, as of `as_of`."""
        async with database.reader() as db:
            return await queries.get_dashboard(db, currency=settings.currency)

    @get("/analytics/sales")
    async def get_sales(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        period: Annotated[Period, QueryParameter(description="Weeks begin on Monday")] = "daily",
        from_day: FromDay = None,
        to_day: ToDay = None,
    ) -> Sales:
        """Sums the sales by day, week, month or year of the store's time zone.

        Orders count on the day they were placed, refunds on the day they were given; cancelled orders count nowhere.
        Only days of the range count, also in the first and the last period. Without a range: the last 30 days, 12
        weeks, 12 months or 5 years.
        """
        last = to_day or clock.today(settings.zone)
        first = from_day or last - timedelta(days=_DAYS_BACK[period])
        _check_range(first, last)
        if (last - first).days // _DAYS_OF[period] > _MOST_POINTS:
            raise InvalidValue.at("from", f"at most {_MOST_POINTS} points; choose a longer period")
        async with database.reader() as db:
            return await queries.get_sales(db, period, first, last, currency=settings.currency)

    @get("/analytics/products/top")
    async def list_top_products(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        by: Annotated[Measure, QueryParameter(description="What is best")] = "revenue",
        from_day: FromDay = None,
        to_day: ToDay = None,
        limit: Annotated[int, QueryParameter(ge=1, le=100, description="How many")] = 10,
    ) -> TopProducts:
        """Lists what sold best, of all time or in a range of days."""
        _check_range(from_day or _FIRST_DAY, to_day or _LAST_DAY)
        async with database.reader() as db:
            return await queries.get_top_products(db, by, from_day, to_day, most=limit, currency=settings.currency)

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

    @post("/analytics/refresh", status_code=200)
    async def refresh_analytics(self, database: NamedDependency[Database]) -> Refreshed:
        """Renews all figures now and waits for it; two who ask at once share one refresh."""
        async with database.primary() as db:
            asked_at = (await queries.get_state(db)).asked_at
        return Refreshed(await database.run(commands.refresh_read_models, asked_at))


def _check_range(first: date, last: date) -> None:
    if first > last:
        raise InvalidValue.at("to", "the last day is before the first")
    if first < _FIRST_DAY or last > _LAST_DAY:
        raise InvalidValue.at("from", f"between {_FIRST_DAY} and {_LAST_DAY}")
