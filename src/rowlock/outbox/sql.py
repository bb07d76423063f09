"""The statements of `sql/outbox/`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rowlock.db.connections import Writer
from rowlock.db.statements import statement
from rowlock.outbox.types import ClaimedJob, StartedJob


@statement
async def stage_job(
    db: Writer, *, job: str, arguments: Any, dedup_key: str | None, queue: str, run_after: datetime | None
) -> None: ...


@statement
async def claim_jobs(db: Writer, *, most: int, claim_seconds: int) -> list[ClaimedJob]: ...


@statement
async def start_job(db: Writer, *, id: UUID, attempts: int, claim_seconds: int) -> StartedJob | None: ...


@statement
async def extend_claims(db: Writer, *, ids: list[UUID], claim_seconds: int) -> None: ...


@statement
async def release_job(db: Writer, *, id: UUID) -> None: ...


@statement
async def finish_job(db: Writer, *, id: UUID) -> None: ...


@statement
async def fail_job(db: Writer, *, id: UUID, error: str, is_dead: bool, retry_seconds: float) -> None: ...


@statement
async def release_expired_claims(db: Writer) -> int: ...


@statement
async def delete_done_jobs(db: Writer, *, most: int) -> int: ...


@statement
async def try_periodic_lock(db: Writer, *, name: str) -> bool: ...


@statement
async def report_worker(db: Writer, *, id: str, running: int) -> None: ...


@statement
async def forget_worker(db: Writer, *, id: str) -> None: ...


@statement
async def retry_job(db: Writer, *, id: UUID) -> str | None: ...


@statement
async def discard_job(db: Writer, *, id: UUID) -> str | None: ...
