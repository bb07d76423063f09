"""Forgets kept answers that are older than 24 h."""

from typing import Any, Final

from rowlock.db.connections import Writer
from rowlock.idempotency import sql
from rowlock.outbox.jobs import JobContext, periodic

_BATCH: Final = 1_000


@periodic(seconds=300)
async def forget_kept_answers(context: JobContext) -> None:
    while await context.database.run(_delete_expired, None) == _BATCH:
        pass


async def _delete_expired(db: Writer, _: Any) -> int:
    return await sql.delete_expired_keys(db, most=_BATCH)
