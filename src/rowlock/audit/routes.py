"""The record of changes over HTTP, for admins."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from rowlock import clock
from rowlock.audit import queries
from rowlock.audit.queries import AuditFilter
from rowlock.audit.types import AuditEntry
from rowlock.db.database import Database
from rowlock.errors import InvalidValue
from rowlock.http.auth import requires_role
from rowlock.http.paging import COUNTED, Page, Paging
from rowlock.settings import Settings

_SORT: Final = "newest"


class AuditController(Controller):
    path = "/admin/audit-log"
    tags = ("Admin: audit log",)
    guards = (requires_role("admin", area="audit"),)

    @get()
    async def list_audit_log(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        actor_id: Annotated[UUID | None, QueryParameter(description="Only what this user did")] = None,
        action: Annotated[
            str | None, QueryParameter(max_length=100, description="Like `product.update` or `request.refused`")
        ] = None,
        object_type: Annotated[str | None, QueryParameter(max_length=100, description="Like `product`")] = None,
        object_id: Annotated[str | None, QueryParameter(max_length=300, description="Only this object")] = None,
        from_day: Annotated[
            date | None, QueryParameter(name="from", description="The first day, in the store's time zone")
        ] = None,
        to_day: Annotated[
            date | None, QueryParameter(name="to", description="The last day, in the store's time zone")
        ] = None,
    ) -> Page[AuditEntry]:
        """Lists who changed what, the newest first, with what it was before and after.

        A change that somebody with a role in the shop tried and was refused is there as `request.refused`.
        """
        if from_day is not None and to_day is not None and from_day > to_day:
            raise InvalidValue.at("to", "the last day is before the first")
        chosen = AuditFilter(
            actor_id=actor_id,
            action=action,
            object_type=object_type,
            object_id=object_id,
            at_from=clock.start_of_day(from_day, settings.zone) if from_day else None,
            at_to=clock.end_of_day(to_day, settings.zone) if to_day else None,
        )
        async with database.listing() as db:
            rows, counted = await queries.list_audit_log(
                db,
                chosen,
                before=paging.after(UUID, sort=_SORT, filters=chosen),
                offset=paging.offset,
                limit=paging.limit + 1,
                most=COUNTED + 1,
            )
        return paging.page(rows, counted, sort=_SORT, filters=chosen, key=lambda row: row.id, item=lambda row: row)
