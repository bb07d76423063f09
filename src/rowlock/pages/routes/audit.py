"""Who changed what, as a page."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from rowlock import clock
from rowlock.audit import queries
from rowlock.audit.queries import AuditFilter
from rowlock.db.database import Database
from rowlock.http.auth import requires_role
from rowlock.http.paging import COUNTED, Paging
from rowlock.http.requests import Request
from rowlock.pages.rendering import page
from rowlock.settings import Settings

_SORT: Final = "newest"


class AuditPages(Controller):
    path = "/audit"
    guards = (requires_role("admin", area="audit"),)

    @get()
    async def list_entries(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        actor_id: Annotated[UUID | None, QueryParameter()] = None,
        action: Annotated[str | None, QueryParameter(max_length=100)] = None,
        object_id: Annotated[str | None, QueryParameter(max_length=300)] = None,
        from_day: Annotated[date | None, QueryParameter(name="from")] = None,
        to_day: Annotated[date | None, QueryParameter(name="to")] = None,
    ) -> Response[str]:
        chosen = AuditFilter(
            actor_id=actor_id,
            action=action or None,
            object_id=object_id or None,
            at_from=clock.start_of_day(from_day, settings.zone) if from_day else None,
            at_to=clock.end_of_day(to_day, settings.zone) if to_day else None,
        )
        async with database.primary() as db:
            rows, counted = await queries.list_audit_log(
                db,
                chosen,
                before=paging.after(UUID, sort=_SORT, filters=chosen),
                offset=paging.offset,
                limit=paging.limit + 1,
                most=COUNTED + 1,
            )
        listed = paging.page(rows, counted, sort=_SORT, filters=chosen, key=lambda row: row.id, item=lambda row: row)
        return page(
            request,
            settings,
            "audit",
            entries=listed,
            action=action,
            object_id=object_id,
            from_day=from_day,
            to_day=to_day,
        )
