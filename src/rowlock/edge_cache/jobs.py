"""Keeps the list of changes short."""

from typing import Any

from rowlock.db.connections import Writer
from rowlock.edge_cache import sql
from rowlock.outbox.jobs import JobContext, periodic


@periodic(seconds=600)
async def trim_catalogue_changes(context: JobContext) -> None:
    """A process that has not followed for a minute begins anew, so hours are more than anybody looks back."""
    await context.database.run(_trim, None)


async def _trim(db: Writer, _: Any) -> None:
    await sql.trim_changes(db)
