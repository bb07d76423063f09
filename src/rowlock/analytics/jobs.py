"""Renews the read models when the shop has changed, more seldom the longer it takes."""

from datetime import timedelta
from typing import Final

from rowlock.analytics import commands, queries
from rowlock.outbox.jobs import JobContext, periodic

# A refresh may cost at most this part of the time: one that takes 3 s runs every minute.
_SHARE: Final = 20


@periodic(seconds=10)
async def refresh_analytics(context: JobContext) -> None:
    async with context.database.primary() as db:
        state = await queries.get_state(db)
    rest = timedelta(milliseconds=state.duration_ms * _SHARE)
    if state.is_current or (state.refreshed_at is not None and state.asked_at < state.refreshed_at + rest):
        return
    await context.database.run(commands.refresh_read_models, state.asked_at)
