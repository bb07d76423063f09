"""Keeps count of searches that found nothing."""

from rowlock.catalogue.sql import listings
from rowlock.db.connections import Writer


async def record_missed_searches(db: Writer, times: dict[str, int]) -> None:
    """Adds to how often each of these words was looked for today."""
    await listings.record_missed_searches(db, words=list(times), times=list(times.values()))


async def trim_missed_searches(db: Writer, _: None) -> None:
    """Forgets what was looked for over a year ago."""
    await listings.trim_missed_searches(db)
