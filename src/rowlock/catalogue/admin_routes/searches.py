"""What people look for, for admins."""

from datetime import date, timedelta
from typing import Annotated, Final

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from rowlock import clock
from rowlock.catalogue.queries import searches
from rowlock.catalogue.types.lists import MissedSearch
from rowlock.db.database import Database
from rowlock.errors import InvalidValue
from rowlock.http.auth import requires_role
from rowlock.settings import Settings

_USUAL_DAYS: Final = 30


class MissedSearches(msgspec.Struct):
    """Searches that found nothing, the most frequent first."""

    items: list[MissedSearch]


class SearchController(Controller):
    path = "/admin/searches"
    tags = ("Admin: catalogue",)
    guards = (requires_role("admin", area="catalogue"),)

    @get("/without-results")
    async def list_missed_searches(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        from_day: Annotated[date | None, QueryParameter(name="from", description="30 days ago unless given")] = None,
        to_day: Annotated[date | None, QueryParameter(name="to", description="Today unless given")] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=1000)] = 100,
    ) -> MissedSearches:
        """Lists what visitors looked for and did not find, the most frequent first.

        Days are those of the store, both ends included. Words that look like an address or a number of somebody are
        not kept.
        """
        last = to_day or clock.today(settings.zone)
        first = from_day or last - timedelta(days=_USUAL_DAYS)
        if first > last:
            raise InvalidValue.at("to", "it is before from")
        async with database.reader() as db:
            return MissedSearches(await searches.list_missed_searches(db, from_day=first, to_day=last, most=limit))
