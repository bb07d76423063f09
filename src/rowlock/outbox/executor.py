"""Does the work of outbox rows: one arq function that runs any registered job and reports its end to PostgreSQL."""

import asyncio
import contextlib
import os
import random
import secrets
import socket
import traceback
from typing import Final
from uuid import UUID

import msgspec
import structlog

from rowlock import errors
from rowlock.db.connections import Writer
from rowlock.outbox import sql
from rowlock.outbox.jobs import JOBS, GiveUp, JobContext, Periodic
from rowlock.outbox.types import StartedJob

log: Final = structlog.get_logger("rowlock.jobs")

# A worker that dies is noticed after this long; it reports four times in it.
_LEASE_SECONDS: Final = 20
_REPORT_SECONDS: Final = 5.0
_MOST_ATTEMPTS: Final = 8


class Executor:
    """Runs rows for one worker process and keeps their leases alive."""

    def __init__(self, context: JobContext) -> None:
        self.context = context
        self.worker_id = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self.running: set[UUID] = set()
        self.idle = asyncio.Event()
        self.idle.set()
        # Each turn holds a connection while its job asks for another: all of them at once would wait for each other.
        self._turns = asyncio.Semaphore(max(1, context.settings.database_pool_size // 4))

    async def run_row(self, row_id: str, attempts: int) -> None:
        """Runs the job of a row, unless another worker began it. An exception is never the queue's business: the row
        says when to try again."""
        database = self.context.database
        row = await database.run(_start, (UUID(row_id), attempts))
        if row is None:
            return
        self.running.add(row.id)
        self.idle.clear()
        started = asyncio.get_running_loop().time()
        try:
            job = JOBS.get(row.job)
            if job is None:
                raise GiveUp(f"this program has no job named {row.job}")
            context = msgspec.structs.replace(self.context, outbox_id=row.id, attempt=row.attempts)
            with structlog.contextvars.bound_contextvars(job=row.job, outbox_id=str(row.id), attempt=row.attempts):
                async with asyncio.timeout(job.timeout_seconds):
                    await job.call(context, row.arguments)
            await database.run(_finish, row.id)
            log.info("job.done", job=row.job, seconds=round(asyncio.get_running_loop().time() - started, 3))
        except asyncio.CancelledError:
            # An orderly stop: the row waits again, as if it had never begun.
            await asyncio.shield(database.run(_release, row.id))
            raise
        except Exception as error:
            await self._failed(row, error)
        finally:
            self.running.discard(row.id)
            if not self.running:
                self.idle.set()

    async def _failed(self, row: StartedJob, error: Exception) -> None:
        is_dead = isinstance(error, GiveUp) or row.attempts >= _MOST_ATTEMPTS
        retry_seconds = random.uniform(0.5, 1.0) * min(2.0**row.attempts, 600.0)
        text = f"{type(error).__name__}: {error}"
        log.warning(
            "job.dead" if is_dead else "job.failed",
            job=row.job,
            attempt=row.attempts,
            error=text,
            trace="".join(traceback.format_exception(error)),
        )
        await self.context.database.run(_fail, (row.id, text, is_dead, retry_seconds))

    async def report(self) -> None:
        """Runs until it is cancelled: tells PostgreSQL that this worker lives, and that its rows are under way."""
        while True:
            with contextlib.suppress(errors.Unavailable, OSError):
                await self.context.database.run(_report, (self.worker_id, list(self.running)))
            await asyncio.sleep(_REPORT_SECONDS)

    async def say_goodbye(self) -> None:
        """An orderly end: nobody need wonder where this worker is."""
        with contextlib.suppress(errors.Unavailable, OSError):
            await self.context.database.run(_forget, self.worker_id)

    async def run_periodically(self, periodic: Periodic) -> None:
        """Runs until it is cancelled; a run that fails is logged and the next one comes as planned."""
        while True:
            try:
                async with self._turns:
                    await self.context.database.run(self._take_turn, periodic)
            except Exception as error:
                log.warning(
                    "periodic.failed",
                    job=periodic.name,
                    error=f"{type(error).__name__}: {error}",
                    trace="".join(traceback.format_exception(error)),
                )
            await asyncio.sleep(periodic.seconds)

    async def _take_turn(self, db: Writer, periodic: Periodic) -> None:
        """The transaction holds nothing but the turn; the job works on connections of its own."""
        if await sql.try_periodic_lock(db, name=periodic.name):
            with structlog.contextvars.bound_contextvars(job=periodic.name):
                await periodic.function(self.context)


async def _start(db: Writer, row: tuple[UUID, int]) -> StartedJob | None:
    return await sql.start_job(db, id=row[0], attempts=row[1], claim_seconds=_LEASE_SECONDS)


async def _finish(db: Writer, row_id: UUID) -> None:
    await sql.finish_job(db, id=row_id)


async def _release(db: Writer, row_id: UUID) -> None:
    await sql.release_job(db, id=row_id)


async def _report(db: Writer, worker: tuple[str, list[UUID]]) -> None:
    worker_id, ids = worker
    await sql.report_worker(db, id=worker_id, running=len(ids))
    if ids:
        await sql.extend_claims(db, ids=ids, claim_seconds=_LEASE_SECONDS)


async def _forget(db: Writer, worker_id: str) -> None:
    await sql.forget_worker(db, id=worker_id)


async def _fail(db: Writer, failure: tuple[UUID, str, bool, float]) -> None:
    row_id, error, is_dead, retry_seconds = failure
    await sql.fail_job(db, id=row_id, error=error, is_dead=is_dead, retry_seconds=retry_seconds)
