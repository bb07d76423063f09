"""What a shopkeeper opens in the morning: how it went, and what waits."""

from datetime import date, timedelta
from typing import Annotated, Any, Final

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from rowlock import clock
from rowlock.analytics import commands
from rowlock.analytics.queries import dashboard, people, rankings, sales, states
from rowlock.analytics.types.figures import Period
from rowlock.cart import queries as carts
from rowlock.db.database import Database
from rowlock.errors import InvalidValue
from rowlock.http.auth import requires_role
from rowlock.http.paging import COUNTED
from rowlock.http.requests import Request
from rowlock.operations import queries as operations
from rowlock.orders import queries as orders
from rowlock.pages import charts
from rowlock.pages.rendering import frame_of, onward, page
from rowlock.pages.routes.users import Done
from rowlock.settings import Settings

# How many days are shown where none are chosen, and how many there may be: a bar must have room.
_DAYS: Final[dict[Period, int]] = {"daily": 30, "weekly": 7 * 12, "monthly": 365, "yearly": 365 * 5}
_MOST_DAYS: Final[dict[Period, int]] = {"daily": 92, "weekly": 7 * 92, "monthly": 31 * 92, "yearly": 366 * 92}
_BEST: Final = 5
_HOURS: Final = 24


class HomePages(Controller):
    path = "/"
    guards = (requires_role("admin", area="analytics"),)

    @get()
    async def show_home(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        period: Annotated[Period, QueryParameter()] = "daily",
        from_day: Annotated[date | None, QueryParameter(name="from")] = None,
        to_day: Annotated[date | None, QueryParameter(name="to")] = None,
        done: Done = None,
    ) -> Response[str]:
        last = to_day or clock.today(settings.zone)
        first = from_day or last - timedelta(days=_DAYS[period] - 1)
        if first > last:
            raise InvalidValue.at("to", "the last day is before the first")
        # The period begins at its limit where more was asked for; the page says which days it shows.
        first = max(first, last - timedelta(days=_MOST_DAYS[period]), rankings.FIRST_DAY)
        currency = settings.currency
        async with database.reader() as db:
            board = await dashboard.get_dashboard(db, currency=currency)
            sold = await sales.get_sales(
                db, period, first, last, currency=currency, zone=settings.zone, compare="previous"
            )
            customers = await people.get_users(db, period, first, last, cohorts=1, currency=currency)
            products = await rankings.get_top_products(db, "revenue", first, last, most=_BEST, currency=currency)
            categories = await rankings.get_top_categories(db, "revenue", first, last, most=_BEST, currency=currency)
            regions = await rankings.get_regions(db, first, last, most=_BEST, currency=currency)
        async with database.primary() as db:
            queue = await operations.get_queue_state(db)
            left_since = clock.now() - timedelta(hours=settings.cart_reminder_hours or _HOURS)
            _, returns = await orders.list_returns(db, ["requested"], before=None, skip=0, limit=0, most=COUNTED + 1)
            _, abandoned = await carts.list_abandoned_carts(
                db, left_since, after=None, offset=0, limit=1, count_to=COUNTED
            )
        return page(
            request,
            settings,
            "home",
            board=board,
            sold=sold,
            customers=customers,
            products=products.items,
            categories=categories.items,
            regions=regions.items,
            queue=queue,
            abandoned=abandoned,
            returns=returns,
            chart=charts.of_sales(sold.points, period, frame_of(request, settings).formats),
            period=period,
        )

    @post("/refresh")
    async def refresh(self, database: NamedDependency[Database]) -> Response[Any]:
        async with database.primary() as db:
            asked_at = (await states.get_state(db, "sales")).asked_at
        await database.run(commands.ask_for_refresh, asked_at)
        return onward("/admin", "refreshing")
