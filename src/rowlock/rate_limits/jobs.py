"""Clean-up of the limits that PostgreSQL kept while Redis was away."""

from typing import Any, Final

from rowlock.db.connections import Writer
from rowlock.outbox.jobs import JobContext, periodic
from rowlock.rate_limits import sql

_BATCH: Final = 500


@periodic(seconds=600)
async def delete_old_tokens(context: JobContext) -> None:
    while await context.database.run(_delete, None) == _BATCH:
        pass


async def _delete(db: Writer, _: Any) -> int:
    return await sql.delete_old_tokens(db, most=_BATCH)
