"""Keeps documents true to time and to sales."""

from typing import Any, Final
from uuid import UUID

from rowlock.catalogue.commands import documents
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
    await context.database.run(_refresh_popularity, None)


async def _refresh_due(db: Writer, most: int) -> list[UUID]:
    return await documents.refresh_due(db, most=most)


async def _refresh_popularity(db: Writer, _: Any) -> None:
    await documents.refresh_popularity(db)
