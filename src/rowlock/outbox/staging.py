"""Stages work inside a command: the row commits with the change, and a worker does it afterwards."""

from datetime import datetime
from typing import Any, Literal

from rowlock.db.connections import Writer
from rowlock.db.database import announce
from rowlock.outbox import sql

TOPIC = "outbox"
"""Announced after a commit that staged work, so that the relay need not wait for its next look."""


async def stage(
    db: Writer,
    job: str,
    *,
    dedup_key: str | None = None,
    queue: Literal["default", "transfers", "pictures"] = "default",
    run_after: datetime | None = None,
    **arguments: Any,
) -> None:
    """Has the job `job` run after the commit, at least once, with these arguments (whatever msgspec can encode).

    With a `dedup_key` the same fact may be staged any number of times and runs once. No queue delays another: what
    takes long or works hard has its own.
    """
    await sql.stage_job(db, job=job, arguments=arguments, dedup_key=dedup_key, queue=queue, run_after=run_after)
    announce(TOPIC)
