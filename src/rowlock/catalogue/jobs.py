"""Keeps documents true to time and lists true to sales."""

from typing import Any, Final
from uuid import UUID

from rowlock.catalogue.commands import documents, missed_searches, recounts
from rowlock.db.connections import Writer
from rowlock.outbox.jobs import JobContext, job, periodic

_BATCH: Final = 200


@periodic(seconds=1)
async def follow_discounts(context: JobContext) -> None:
    """Discounts begin and end by themselves. The price paid is reckoned at the moment, so a late second only shows."""
    while len(await context.database.run(_refresh_due, _BATCH)) == _BATCH:
        pass


@periodic(seconds=2)
async def count_anew(context: JobContext) -> None:
    """Counts facets, words and sales when they changed, and each for at most a fiftieth of the time."""
    for due in recounts.RECOUNTS:
        await context.database.run(recounts.recount, due)


@periodic(seconds=86_400)
async def forget_missed_searches(context: JobContext) -> None:
    """Keeps the report of searches that found nothing to a year."""
    await context.database.run(missed_searches.trim_missed_searches, None)


@job(timeout_seconds=3600)
async def follow_category(context: JobContext, *, category_id: UUID, is_deep: bool) -> None:
    """Rewrites the documents of a category that was renamed or moved, some in each transaction: a checkout that needs
    one of them waits for a fraction of a second at most."""
    after: UUID | None = None
    while True:
        step = documents.CategoryStep(category_id, is_deep, after, _BATCH)
        after = await context.database.run(documents.refresh_category, step)
        if after is None:
            return


@periodic(seconds=5)
async def fold_tallies(context: JobContext) -> None:
    """Counts of categories and tags are right at any time; what came to them since is added up here."""
    await context.database.run(_fold_tallies, None)


@periodic(seconds=86_400)
async def trim_price_history(context: JobContext) -> None:
    """A price is kept for as long as a reduction may have to be compared with it."""
    await context.database.run(_trim_price_history, None)


async def _refresh_due(db: Writer, most: int) -> list[UUID]:
    return await documents.refresh_due(db, most=most)


async def _fold_tallies(db: Writer, _: Any) -> None:
    await documents.fold_tallies(db)


async def _trim_price_history(db: Writer, _: Any) -> None:
    await documents.trim_price_history(db)
