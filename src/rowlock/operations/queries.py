"""Questions about the system itself. They go to the primary, since an operator looks at what he just did."""

from uuid import UUID

import msgspec

from rowlock.db.connections import Reader
from rowlock.errors import NotFound
from rowlock.operations import sql
from rowlock.operations.types import DatabaseState, InvariantRun, Job, JobStatus, QueueState, WorkerState

_MOST_WORKERS = 100


class JobFilter(msgspec.Struct, frozen=True):
    """Which work a list shows."""

    status: JobStatus | None
    job: str | None


async def list_jobs(
    db: Reader, chosen: JobFilter, *, before: UUID | None, skip: int, limit: int, most: int
) -> tuple[list[Job], int]:
    """Work behind the requests, the newest first, and how much there is, counted to `most`."""
    rows = await sql.list_jobs(db, status=chosen.status, job=chosen.job, before_id=before, skip=skip, most=limit)
    return rows, await sql.count_jobs(db, status=chosen.status, job=chosen.job, most=most)


async def get_job(db: Reader, job_id: UUID) -> Job:
    job = await sql.get_job(db, id=job_id)
    if job is None:
        raise NotFound
    return job


async def get_queue_state(db: Reader) -> QueueState:
    return await sql.get_queue_state(db)


async def list_workers(db: Reader) -> list[WorkerState]:
    """Those heard of within the last hour."""
    return await sql.list_workers(db, most=_MOST_WORKERS)


async def get_database_state(db: Reader) -> DatabaseState:
    """Of the server that the connection leads to."""
    return await sql.get_database_state(db)


async def list_invariant_runs(
    db: Reader, *, before: UUID | None, skip: int, limit: int, most: int
) -> tuple[list[InvariantRun], int]:
    """The newest first, and how many there are, counted to `most`."""
    rows = await sql.list_invariant_runs(db, before_id=before, skip=skip, most=limit)
    return rows, await sql.count_invariant_runs(db, most=most)


async def get_invariant_run(db: Reader, run_id: UUID) -> InvariantRun:
    run = await sql.get_invariant_run(db, id=run_id)
    if run is None:
        raise NotFound
    return run
