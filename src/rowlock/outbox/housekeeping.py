"""Forgets work that was done a week ago."""

from typing import Any, Final

from rowlock.db.connections import Writer
from rowlock.outbox import sql
from rowlock.outbox.jobs import JobContext, periodic

_BATCH: Final = 1_000


@periodic(seconds=300)
async def forget_done_work(context: JobContext) -> None:
    while await context.database.run(_delete_done, None) == _BATCH:
        pass


async def _delete_done(db: Writer, _: Any) -> int:
    return await sql.delete_done_jobs(db, most=_BATCH)
