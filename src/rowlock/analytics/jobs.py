"""Renews the read models when the shop has changed, more seldom the longer it takes."""

from datetime import datetime, timedelta
from typing import Final

from rowlock.analytics.commands import RefreshReadModels, refresh_read_models
from rowlock.analytics.queries.states import list_states
from rowlock.analytics.types.rows import MODELS, Model
from rowlock.outbox.jobs import JobContext, job, periodic

# A refresh may cost at most this part of the time: one that takes 3 s runs every minute, or every three.
_SHARES: Final[dict[Model, int]] = {"sales": 20, "people": 20, "stock": 100, "dashboard": 20}


@periodic(seconds=5)
async def refresh_analytics(context: JobContext) -> None:
    async with context.database.primary() as db:
        states = await list_states(db)
    for model, state in zip(MODELS, states, strict=True):
        rest = timedelta(milliseconds=state.duration_ms * _SHARES[model])
        if state.is_current or (state.refreshed_at is not None and state.asked_at < state.refreshed_at + rest):
            continue
        command = RefreshReadModels(models=(model,), asked_at=state.asked_at)
        await context.database.run(refresh_read_models, command)


@job(timeout_seconds=1800)
async def renew_read_models(context: JobContext, *, asked_at: datetime) -> None:
    """For somebody who waits for it."""
    await context.database.run(refresh_read_models, RefreshReadModels(asked_at=asked_at))
