"""Runs a product import over a file of this machine: the same for the worker and for the command line."""

import asyncio
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import UUID

from rowlock.db.database import Database
from rowlock.transfers import commands, shopify
from rowlock.transfers.commands import Chunk, Outcome
from rowlock.transfers.shopify import Outline

# Stock rows that change stay locked until their chunk commits, and a checkout waits for them that long.
_PRODUCTS_AT_ONCE: Final = 50


async def read_outline(path: Path) -> Outline:
    """UnreadableFile where the file, read to its end, is no product CSV."""

    def read() -> Outline:
        with path.open("rb") as file:
            return shopify.outline(file)

    return await asyncio.to_thread(read)


async def run(
    database: Database,
    path: Path,
    outline: Outline,
    currency: str,
    *,
    import_id: UUID | None = None,
    is_dry_run: bool = False,
    skip_rows: int = 0,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Brings the file in, chunk by chunk, and says what this run did. `skip_rows` is what earlier runs have done."""
    total = Outcome()
    done_rows = 0
    with path.open("rb") as file:
        parsed = shopify.products(file, outline.rows_of, currency)
        while done_rows < skip_rows and (skipped := await asyncio.to_thread(next, parsed, None)):
            done_rows += skipped.rows
        while found := await asyncio.to_thread(lambda: list(islice(parsed, _PRODUCTS_AT_ONCE))):
            chunk = Chunk(import_id, done_rows, found)
            outcome = await (_rehearse(database, chunk) if is_dry_run else database.run(commands.bring_in, chunk))
            total.created += outcome.created
            total.updated += outcome.updated
            total.unchanged += outcome.unchanged
            total.mistakes += outcome.mistakes
            done_rows = chunk.done_rows
            on_progress(done_rows)
    return total


async def _rehearse(database: Database, chunk: Chunk) -> Outcome:
    try:
        await database.run(commands.rehearse, chunk)
    except commands.Rehearsed as rehearsed:
        await database.run(commands.note_chunk, (chunk, rehearsed.outcome))
        return rehearsed.outcome
    raise AssertionError("unreachable")
