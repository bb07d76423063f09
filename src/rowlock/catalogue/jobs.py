"""Keeps documents true to time and lists true to sales."""

from typing import Final
from uuid import UUID

from rowlock.catalogue.commands import documents, missed_searches, recounts
from rowlock.db.connections import Writer
from rowlock.outbox.jobs import JobContext, periodic

_BATCH: Final = 200


@periodic(seconds=1)
async def follow_discounts(context: JobContext) -> None:
    """Discounts begin and end by themselves. The price paid is reckoned at the moment, so a late second only shows."""
    while len(await context.database.run(_refresh_due, _BATCH)) == _BATCH:
        pass


@periodic(seconds=300)
async def follow_sales(context: JobContext) -> None:
    """What sold most of late is listed first under `sort=popular`."""
    await context.database.run(recounts.refresh_popularity, None)


@periodic(seconds=5)
async def follow_words(context: JobContext) -> None:
    """Counts words, facets and what is bought together, when they changed and at most a fiftieth of the time."""
    for due in recounts.RECOUNTS:
        await context.database.run(recounts.recount, due)


@periodic(seconds=86_400)
async def forget_missed_searches(context: JobContext) -> None:
    """Keeps the report of searches that found nothing to a year."""
    await context.database.run(missed_searches.trim_missed_searches, None)


async def _refresh_due(db: Writer, most: int) -> list[UUID]:
    return await documents.refresh_due(db, most=most)
