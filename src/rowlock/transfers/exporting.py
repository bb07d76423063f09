"""Writes an export: a cursor or PostgreSQL's own CSV on one side, a file of the storage on the other."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypeVar
from uuid import UUID

from rowlock.db.connections import Reader
from rowlock.db.database import Database
from rowlock.settings import Settings
from rowlock.storage.store import Storage
from rowlock.transfers import files, shopify_files, tables
from rowlock.transfers.commands import exports
from rowlock.transfers.commands.exports import FinishExport, NoteProgress
from rowlock.transfers.tables import Table
from rowlock.transfers.types import StartedExport

T = TypeVar("T")

_BATCH: Final = 2_000
_PRODUCTS: Final = 200  # each with its description, variants and pictures
_PIECE_BYTES: Final = 1024 * 1024
_REPORT_SECONDS: Final = 1.0


class _Reporter:
    """Tells the database how far an export is, about once a second, and learns from it whether to go on."""

    def __init__(self, database: Database, export_id: UUID, run: int, expected: int) -> None:
        self._database, self._export_id, self._run, self._expected = database, export_id, run, expected
        self.rows = 0
        self._next = 0.0

    async def add(self, rows: int) -> None:
        self.rows += rows
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _REPORT_SECONDS
            progress = NoteProgress(self._export_id, self._run, self.rows, self._expected)
            await self._database.run(exports.note_export_progress, progress)


async def write_export(
    database: Database, storage: Storage, settings: Settings, export_id: UUID, started: StartedExport
) -> None:
    """All of it is one snapshot. The file becomes the export's only when it is complete; one that nobody wants any more
    is deleted. Stopped where that is known before the end."""
    # A name for each run: a worker that was thought dead cannot write into the file of the next.
    key = f"private/exports/{export_id}-{started.run}.{started.format}"
    table = tables.table(started.kind, started.filters, settings)
    notes: list[str] = []
    async with database.snapshot() as db:
        reporter = _Reporter(database, export_id, started.run, await table.count(db))
        await reporter.add(0)
        if started.format == "csv":
            await _write_csv(db, storage, key, table, reporter)
        elif started.format == "shopify_csv":
            async with _in_thread(storage.file(key)) as file:
                shopify = shopify_files.ShopifyTable(file, settings.base_url)
                rows = tables.shopify_products(db, started.filters, settings)
                await _write_batches(rows, shopify, reporter, _PRODUCTS)
        else:
            scratch = settings.data_folder / "tmp"
            scratch.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=scratch, prefix="export-") as folder:
                async with _in_thread(storage.file(key)) as file:
                    writer = await asyncio.to_thread(files.open_table, file, started.format, table.row, Path(folder))
                    await _write_batches(table.stream(db), writer, reporter, _BATCH)
                    notes = writer.notes
    finished = FinishExport(
        export_id=export_id,
        run=started.run,
        rows=reporter.rows,
        bytes=await storage.size(key),
        notes=notes,
        storage_key=key,
        mail_seconds=settings.export_mail_seconds,
    )
    if not await database.run(exports.finish_export, finished):
        await storage.delete(key)


async def _write_csv(db: Reader, storage: Storage, key: str, table: Table, reporter: _Reporter) -> None:
    lines = -1  # the header is not a row
    waiting: list[bytes] = []
    async with storage.writer(key) as file:

        async def output(piece: bytes) -> None:
            nonlocal lines
            waiting.append(piece)
            if sum(map(len, waiting)) >= _PIECE_BYTES:
                await write()

        async def write() -> None:
            nonlocal lines
            text, ended = await asyncio.to_thread(files.crlf, b"".join(waiting))
            waiting.clear()
            await file.write(text)
            lines += ended
            await reporter.add(lines - reporter.rows)

        copied = await table.copy(db, output)
        await write()
    if copied != reporter.rows:
        raise RuntimeError(f"PostgreSQL gave {copied} rows, the file has {reporter.rows}")


async def _write_batches(rows: AsyncIterator[Any], writer: files.TableWriter, reporter: _Reporter, most: int) -> None:
    """While a thread writes one batch, the next one is fetched."""
    writing: asyncio.Task[None] | None = None
    try:
        batch: list[Any] = []
        async for row in rows:
            batch.append(row)
            if len(batch) == most:
                if writing is not None:
                    await writing
                writing = asyncio.create_task(asyncio.to_thread(writer.write, batch))
                await reporter.add(len(batch))
                batch = []
        if writing is not None:
            await writing
        await asyncio.to_thread(writer.write, batch)
        await reporter.add(len(batch))
        await asyncio.to_thread(writer.close)
    finally:
        if writing is not None and not writing.done():
            await asyncio.wait([writing])


@asynccontextmanager
async def _in_thread(manager: AbstractContextManager[T]) -> AsyncIterator[T]:
    """A context manager whose ends may take long."""
    entered = await asyncio.to_thread(manager.__enter__)
    try:
        yield entered
    except BaseException:
        await asyncio.to_thread(manager.__exit__, *sys.exc_info())
        raise
    await asyncio.to_thread(manager.__exit__, None, None, None)
