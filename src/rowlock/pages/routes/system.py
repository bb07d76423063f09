"""The system as a page: its parts, the work behind the requests, the invariants, the settings."""

from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from redis.asyncio import Redis

from rowlock.db.database import Database
from rowlock.http.auth import Actor, requires_role
from rowlock.http.paging import COUNTED, Paging
from rowlock.http.requests import Request
from rowlock.operations import commands, probes, queries
from rowlock.operations.queries import JobFilter
from rowlock.operations.types import JobStatus
from rowlock.pages import forms
from rowlock.pages.acting import act
from rowlock.pages.rendering import onward, page
from rowlock.pages.routes.users import Done
from rowlock.settings import Settings
from rowlock.storage.routes import STORAGE
from rowlock.storage.store import Storage

_SORT: Final = "newest"
_SHOWN_RUNS: Final = 10


class SystemPages(Controller):
    path = "/system"
    guards = (requires_role("admin", area="operations"),)
    dependencies = STORAGE

    @get()
    async def show_health(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        redis: NamedDependency[Redis],
        storage: NamedDependency[Storage],
        done: Done = None,
    ) -> Response[str]:
        health = await probes.look(settings, database, redis, storage)
        async with database.primary() as db:
            runs, _ = await queries.list_invariant_runs(db, before=None, skip=0, limit=_SHOWN_RUNS, most=1)
        return page(request, settings, "system", health=health, runs=runs)

    @post("/invariants")
    async def check_invariants(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor]
    ) -> Response[Any]:
        await database.run(commands.request_check, actor.user_id)
        return onward("/admin/system", "checked")

    @get("/settings")
    async def show_settings(self, request: Request, settings: NamedDependency[Settings]) -> Response[str]:
        return page(request, settings, "settings", shown=settings.shown())

    @get("/jobs")
    async def list_jobs(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        status: Annotated[JobStatus | None, QueryParameter()] = None,
        job: Annotated[str | None, QueryParameter(max_length=100)] = None,
        done: Done = None,
    ) -> Response[str]:
        return await _jobs_page(
            request, database, settings, paging, JobFilter(status, job or None), forms.empty(settings)
        )

    @post("/jobs/{job_id:uuid}/retry")
    async def retry_job(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        actor: NamedDependency[Actor],
        job_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)
        return await act(
            request,
            form,
            lambda: database.run(commands.retry_job, commands.TouchJob(actor.user_id, job_id)),
            then=onward("/admin/system/jobs", "retried", status="dead"),
            again=lambda status: _jobs_page(request, database, settings, paging, JobFilter("dead", None), form, status),
        )

    @post("/jobs/{job_id:uuid}/discard")
    async def discard_job(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        actor: NamedDependency[Actor],
        job_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)
        return await act(
            request,
            form,
            lambda: database.run(commands.discard_job, commands.TouchJob(actor.user_id, job_id)),
            then=onward("/admin/system/jobs", "discarded", status="dead"),
            again=lambda status: _jobs_page(request, database, settings, paging, JobFilter("dead", None), form, status),
        )


async def _jobs_page(
    request: Request,
    database: Database,
    settings: Settings,
    paging: Paging,
    chosen: JobFilter,
    form: forms.Form,
    status: int = 200,
) -> Response[str]:
    async with database.primary() as db:
        rows, counted = await queries.list_jobs(
            db,
            chosen,
            before=paging.after(UUID, sort=_SORT, filters=chosen),
            skip=paging.offset,
            limit=paging.limit + 1,
            most=COUNTED + 1,
        )
        queue = await queries.get_queue_state(db)
    listed = paging.page(rows, counted, sort=_SORT, filters=chosen, key=lambda row: row.id, item=lambda row: row)
    return page(request, settings, "jobs", status=status, jobs=listed, queue=queue, chosen=chosen, form=form)
