"""Counts what lists and searches draw on and no command keeps: sales, words, facets, purchases made together."""

import time
from collections.abc import Awaitable, Callable
from typing import Final

from rowlock.catalogue.commands.products import TOPIC
from rowlock.catalogue.sql import listings
from rowlock.db.connections import Writer
from rowlock.db.database import announce

Count = Callable[[Writer], Awaitable[object]]


async def count_sales(db: Writer) -> None:
    """Counts what was sold in the last 90 days."""
    if await listings.refresh_popularity(db):
        announce(TOPIC)


# Each with the table whose changes call for it. Words weigh as much as the facets they name, so facets come first.
RECOUNTS: Final[tuple[tuple[str, str, Count], ...]] = (
    ("facets", "product_listings", listings.recount_facets),
    ("words", "product_listings", listings.recount_words),
    ("sales", "orders", count_sales),
    ("bought_together", "orders", listings.recount_bought_together),
)


async def recount(db: Writer, due: tuple[str, str, Count]) -> None:
    """Counts anew if something changed since, and not so often that the counting itself would be a load."""
    name, table_name, count = due
    changes = await listings.begin_recount(db, name=name, table_name=table_name)
    if changes is None:
        return
    started = time.perf_counter()
    await count(db)
    await listings.end_recount(db, name=name, changes=changes, seconds=time.perf_counter() - started)
