"""Runs an import over a file of this machine: the same for the worker and for the command line."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final
from uuid import UUID

import msgspec

from rowlock.db.database import Database
from rowlock.settings import Settings
from rowlock.storage.store import Storage
from rowlock.transfers import customers, shopify, sku_lines
from rowlock.transfers.commands import imports
from rowlock.transfers.commands.imports import Chunk, Outcome
from rowlock.transfers.customers import CustomerLine
from rowlock.transfers.shopify import Parsed
from rowlock.transfers.sku_lines import Line
from rowlock.transfers.types import ImportKind

# Stock rows that change stay locked until their chunk commits, and a checkout waits for them that long.
_WEIGHT_AT_ONCE: Final = 1_000
_CHARACTERS_OF_A_VARIANT: Final = 4_000
_HEADER_BYTES: Final = 65_536

Item = Parsed | Line | CustomerLine


class Source(msgspec.Struct, frozen=True):
    """A file that was read to its end once: how many rows it has, and how its items are read again."""

    rows: int
    open: Callable[[IO[bytes], str], Iterator[Item]]
    is_differences: bool = False


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """For whom a file comes in, and how much of it earlier runs have done. `keeps_mistakes` has them in the outcome as
    well, for who reads no report."""

    import_id: UUID | None = None
    actor_id: UUID | None = None
    is_dry_run: bool = False
    skip_rows: int = 0
    keeps_mistakes: bool = False


async def read_source(path: Path, kind: ImportKind = "products") -> Source:
    """UnreadableFile where the file, read to its end, is no CSV of its kind."""

    def read() -> Source:
        with path.open("rb") as file:
            if kind == "products":
                outline = shopify.outline(file)
                return Source(outline.rows, lambda again, currency: shopify.products(again, outline.rows_of, currency))
            if kind == "customers":
                return Source(customers.count(file), lambda again, _: customers.customers(again))
            columns = sku_lines.columns_of(file.read(_HEADER_BYTES), kind)
            file.seek(0)
            rows = sku_lines.count(file, kind)
            return Source(
                rows,
                lambda again, currency: sku_lines.lines(again, kind, columns, currency),
                is_differences="delta" in columns,
            )

    return await asyncio.to_thread(read)


def own_media(settings: Settings, storage: Storage) -> tuple[str, ...]:
    """How addresses of our own pictures begin."""
    public = storage.url("media/x").removesuffix("x")
    return (public,) if not public.startswith("/") else (public, settings.base_url.rstrip("/") + public)


async def run(
    database: Database,
    settings: Settings,
    storage: Storage,
    path: Path,
    source: Source,
    wanted: Run,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Brings the file in, chunk by chunk, and says what this run did. While PostgreSQL works on one chunk, the next
    one is read."""
    total = Outcome()
    done_rows = 0
    media = own_media(settings, storage)
    with path.open("rb") as file:
        items = source.open(file, settings.currency)
        while done_rows < wanted.skip_rows and (skipped := await asyncio.to_thread(next, items, None)):
            done_rows += skipped.rows
        found = await asyncio.to_thread(_take, items)
        while found:
            reading = asyncio.create_task(asyncio.to_thread(_take, items))
            try:
                chunk = Chunk(wanted.import_id, wanted.actor_id, media, settings.currency, done_rows, found)
                outcome = await _bring_in(database, chunk, wanted.is_dry_run)
            finally:
                # The file must not be closed under the thread that reads it.
                await asyncio.wait([reading])
            _add(total, outcome, keeps_mistakes=wanted.keeps_mistakes)
            done_rows = chunk.done_rows
            on_progress(done_rows)
            found = reading.result()
    return total


def _take(items: Iterator[Item]) -> list[Item]:
    """As many items as one transaction takes: 1,000 variants or lines, fewer where their texts are long."""
    found: list[Item] = []
    weight = 0
    while weight < _WEIGHT_AT_ONCE and (item := next(items, None)) is not None:
        found.append(item)
        weight += 1
        if isinstance(item, Parsed) and item.product is not None:
            weight += len(item.product.variants) - 1 + len(item.product.description) // _CHARACTERS_OF_A_VARIANT
    return found


def _add(total: Outcome, outcome: Outcome, *, keeps_mistakes: bool) -> None:
    total.created += outcome.created
    total.updated += outcome.updated
    total.unchanged += outcome.unchanged
    total.large_changes += outcome.large_changes
    if keeps_mistakes:
        total.rows += outcome.refused


async def _bring_in(database: Database, chunk: Chunk, is_dry_run: bool) -> Outcome:
    if not is_dry_run:
        return await database.run(imports.bring_in, chunk)
    try:
        await database.run(imports.rehearse, chunk)
    except imports.Rehearsed as rehearsed:
        await database.run(imports.note_chunk, (chunk, rehearsed.outcome))
        return rehearsed.outcome
    raise AssertionError("unreachable")
