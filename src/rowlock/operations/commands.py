"""What operators do: bring dead work back or give it up, and ask the invariants."""

from uuid import UUID

import msgspec

from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.errors import NotFound
from rowlock.operations import sql
from rowlock.operations.errors import JobNotDead
from rowlock.operations.types import Finding
from rowlock.outbox import dead_letters
from rowlock.outbox.staging import stage


class TouchJob(msgspec.Struct, frozen=True):
    actor_id: UUID
    job_id: UUID


class CheckEnded(msgspec.Struct, frozen=True):
    """What the invariants said, of how many, and how long it took."""

    run_id: UUID
    duration_ms: int
    checked: int
    findings: list[Finding]


async def retry_job(db: Writer, command: TouchJob) -> None:
    """Has dead work tried again at once. JobNotDead where it is not dead."""
    job = await dead_letters.retry(db, command.job_id)
    await _note(db, command, job, "job.retry", "pending")


async def discard_job(db: Writer, command: TouchJob) -> None:
    """Gives dead work up; its row stays for a week. JobNotDead where it is not dead."""
    job = await dead_letters.discard(db, command.job_id)
    await _note(db, command, job, "job.discard", "discarded")


async def request_check(db: Writer, actor_id: UUID | None) -> UUID:
    """Has the worker ask all invariants; the run's id."""
    run_id = await sql.insert_invariant_run(db, requested_by=actor_id)
    await stage(db, "check_invariants", queue="transfers", dedup_key=f"check_invariants:{run_id}", run_id=run_id)
    if actor_id is not None:
        await audit.record(
            db,
            actor_id=actor_id,
            action="invariants.check",
            object_type="invariant_run",
            object_id=str(run_id),
        )
    return run_id


async def request_check_if_due(db: Writer, _: None) -> None:
    """Once a day nobody need ask. Forgets what is too old to matter, too."""
    if await sql.is_invariant_run_due(db):
        await request_check(db, None)
        await sql.delete_old_invariant_runs(db)


async def finish_check(db: Writer, command: CheckEnded) -> None:
    """Keeps what the invariants said; a second worker's answer to the same question is dropped."""
    await sql.finish_invariant_run(
        db,
        id=command.run_id,
        duration_ms=command.duration_ms,
        checked=command.checked,
        findings=command.findings,
    )


async def _note(db: Writer, command: TouchJob, job: str | None, action: str, status: str) -> None:
    if job is None:
        found = await sql.get_job(db, id=command.job_id)
        if found is None:
            raise NotFound
        raise JobNotDead(f"This work is {found.status}", status=found.status)
    await audit.record(
        db,
        actor_id=command.actor_id,
        action=action,
        object_type="job",
        object_id=str(command.job_id),
        before={"status": "dead", "job": job},
        after={"status": status},
    )
