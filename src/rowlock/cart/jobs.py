"""Forgets anonymous carts that nobody used for 30 days."""

from typing import Any, Final

from rowlock.cart import commands
from rowlock.db.connections import Writer
from rowlock.outbox.jobs import JobContext, periodic

_BATCH: Final = 500


@periodic(seconds=600)
async def expire_carts(context: JobContext) -> None:
    while await context.database.run(_expire, None) == _BATCH:
        pass


async def _expire(db: Writer, _: Any) -> int:
    return await commands.delete_expired_carts(db, most=_BATCH)
