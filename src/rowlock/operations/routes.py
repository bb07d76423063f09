"""The system over HTTP, for those who run it."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from redis.asyncio import Redis

from rowlock.db.database import Database
from rowlock.http.auth import Actor, requires_role
from rowlock.http.openapi import problems
from rowlock.http.paging import COUNTED, Page, Paging
from rowlock.operations import commands, probes, queries
from rowlock.operations.errors import JobNotDead
from rowlock.operations.queries import JobFilter
from rowlock.operations.types import InvariantRun, Job, JobStatus, SettingsInForce, SystemHealth
from rowlock.settings import Settings
from rowlock.storage.routes import STORAGE
from rowlock.storage.store import Storage

_NEWEST: Final = "newest"


class SystemController(Controller):
    path = "/admin/system"
    tags = ("Admin: system",)
    guards = (requires_role("admin", area="operations"),)
    dependencies = STORAGE

    @get("/health")
    async def get_system_health(
        self,
        database: NamedDependency[Database],
        redis: NamedDependency[Redis],
        settings: NamedDependency[Settings],
        storage: NamedDependency[Storage],
    ) -> SystemHealth:
        """Looks at every part that the shop stands on.

        Each is `ok`, `degraded` or `down`, with what is wrong and what was measured. The shop as a whole is `degraded`
        where any part is not ok: it sells, and something needs a look.
        """
        return await probes.look(settings, database, redis, storage)

    @get("/settings")
    async def get_system_settings(self, settings: NamedDependency[Settings]) -> SettingsInForce:
        """Shows the settings in force, secrets masked."""
        return SettingsInForce(
            {
                f"ROWLOCK_{name.upper()}": value
                for name, value in settings.shown().items()
                if value is None or isinstance(value, str | int | bool)
            }
        )

    @get("/jobs")
    async def list_system_jobs(
        self,
        database: NamedDependency[Database],
        paging: NamedDependency[Paging],
        status: Annotated[JobStatus | None, QueryParameter(description="Only these; `dead` failed for good")] = None,
        job: Annotated[
            str | None, QueryParameter(min_length=1, max_length=100, description="Like `send_order_confirmed`")
        ] = None,
    ) -> Page[Job]:
        """Lists the work behind the requests, the newest first: what waits, what runs, what has failed and why.

        Work that is done is forgotten after a week.
        """
        chosen = JobFilter(status, job)
        async with database.primary() as db:
            rows, counted = await queries.list_jobs(
                db,
                chosen,
                before=paging.after(UUID, sort=_NEWEST, filters=chosen),
                skip=paging.offset,
                limit=paging.limit + 1,
                most=COUNTED + 1,
            )
        return paging.page(rows, counted, sort=_NEWEST, filters=chosen, key=lambda row: row.id, item=lambda row: row)

    @post("/jobs/{job_id:uuid}/retry", status_code=200, responses=problems(JobNotDead))
    async def retry_system_job(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], job_id: FromPath[UUID]
    ) -> Job:
        """Has work that failed for good tried again, at once and from its first attempt on."""
        await database.run(commands.retry_job, commands.TouchJob(actor.user_id, job_id))
        async with database.primary() as db:
            return await queries.get_job(db, job_id)

    @post("/jobs/{job_id:uuid}/discard", status_code=200, responses=problems(JobNotDead))
    async def discard_system_job(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], job_id: FromPath[UUID]
    ) -> Job:
        """Gives work up that failed for good. It is forgotten after a week."""
        await database.run(commands.discard_job, commands.TouchJob(actor.user_id, job_id))
        async with database.primary() as db:
            return await queries.get_job(db, job_id)

    @get("/invariants")
    async def list_invariant_runs(
        self, database: NamedDependency[Database], paging: NamedDependency[Paging]
    ) -> Page[InvariantRun]:
        """Lists what the invariants said, the newest first.

        They are what must be true of stock, money and orders at any time, as `rowlock verify` asks them. The worker
        asks once a day.
        """
        async with database.primary() as db:
            rows, counted = await queries.list_invariant_runs(
                db,
                before=paging.after(UUID, sort=_NEWEST),
                skip=paging.offset,
                limit=paging.limit + 1,
                most=COUNTED + 1,
            )
        return paging.page(rows, counted, sort=_NEWEST, key=lambda row: row.id, item=lambda row: row)

    @post("/invariants", status_code=202)
    async def check_system_invariants(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor]
    ) -> InvariantRun:
        """Has the worker ask all invariants; the answer appears under the run's `id`."""
        run_id = await database.run(commands.request_check, actor.user_id)
        async with database.primary() as db:
            return await queries.get_invariant_run(db, run_id)

    @get("/invariants/{run_id:uuid}")
    async def get_invariant_run(self, database: NamedDependency[Database], run_id: FromPath[UUID]) -> InvariantRun:
        """Gives one time that the invariants were asked."""
        async with database.primary() as db:
            return await queries.get_invariant_run(db, run_id)
