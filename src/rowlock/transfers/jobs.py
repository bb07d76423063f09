"""The worker's side of exports and imports, in a queue of their own so that no mail waits for them."""

import asyncio
import shutil
import tempfile
import time
from pathlib import Path
from typing import Final
from uuid import UUID

import structlog

from rowlock.cart import commands as carts
from rowlock.mail import templates
from rowlock.mail.messages import Mail
from rowlock.orders.commands import erase_orders
from rowlock.outbox.jobs import GiveUp, JobContext, job, periodic
from rowlock.transfers import exporting, importing, links, queries, rules
from rowlock.transfers.commands import exports, imports
from rowlock.transfers.commands.exports import ExportFailure
from rowlock.transfers.commands.imports import ImportFailure, StartImport
from rowlock.transfers.errors import UnreadableFile
from rowlock.wishlists import commands as wishlists

log: Final = structlog.get_logger("rowlock.transfers")

_LONGEST_SECONDS: Final = 4 * 3600
# A worker that was killed or lost its database deserves another try; a mistake of ours does not get better by it.
_TRIES: Final = 5
_ERASED_AT_ONCE: Final = 200
_LEFTOVER_SECONDS: Final = 6 * 3600


@job(timeout_seconds=_LONGEST_SECONDS)
async def run_export(context: JobContext, *, export_id: UUID) -> None:
    """Run twice, it leaves one file."""
    started = await context.database.run(exports.start_export, export_id)
    if started is None:
        return
    try:
        await exporting.write_export(context.database, context.storage, context.settings, export_id, started)
    except exports.Stopped:
        log.info("export.stopped", export_id=str(export_id), run=started.run)
    except Exception as error:
        if context.attempt < _TRIES:
            raise
        words = "The export failed several times; the server's log says why"
        await context.database.run(exports.fail_export, ExportFailure(export_id, started.run, words))
        raise GiveUp(f"{type(error).__name__}: {error}") from error


@job()
async def send_export_ready(context: JobContext, *, export_id: UUID) -> None:
    """To the admin who asked for it, with the link that needs no token."""
    async with context.database.primary() as db:
        ready = await queries.find_ready_export(db, export_id)
    if ready is None:
        return
    settings = context.settings
    rendered = templates.render(
        "export_ready",
        store_name=settings.store_name,
        kind=ready.kind.replace("_", " "),
        rows=ready.row_count,
        notes=ready.notes,
        url=links.signed_link(settings, export_id, ready.expires_at),
        expires_at=ready.expires_at,
    )
    await context.mailer.send(
        Mail(
            to=ready.email,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            message_id=str(context.outbox_id),
        )
    )


@job(timeout_seconds=_LONGEST_SECONDS)
async def run_import(context: JobContext, *, import_id: UUID) -> None:
    """Taken up after a kill, it goes on behind the last chunk that was committed."""
    try:
        await _run_import(context, import_id)
    except UnreadableFile as error:
        await context.database.run(imports.fail_import, ImportFailure(import_id, error.detail))
    except imports.Superseded:
        # Another worker, which took this one for dead, carries it on.
        return
    except Exception as error:
        if context.attempt < _TRIES:
            raise
        words = "The import failed several times; the server's log says why"
        await context.database.run(imports.fail_import, ImportFailure(import_id, words))
        raise GiveUp(f"{type(error).__name__}: {error}") from error


async def _run_import(context: JobContext, import_id: UUID) -> None:
    async with context.database.primary() as db:
        row = await queries.get_import_row(db, import_id)
    if row.storage_key is None:
        return
    with tempfile.TemporaryDirectory(dir=_scratch(context), prefix="import-") as folder:
        path = Path(folder) / "file.csv"
        with path.open("wb") as file:
            async for piece in context.storage.stream(row.storage_key):
                await asyncio.to_thread(file.write, piece)
        source = await importing.read_source(path, row.kind)
        done_rows = await context.database.run(imports.start_import, StartImport(import_id, source.rows))
        if done_rows is None:
            return
        wanted = importing.Run(
            import_id=import_id, actor_id=row.requested_by, is_dry_run=row.is_dry_run, skip_rows=done_rows
        )
        await importing.run(context.database, context.settings, context.storage, path, source, wanted)
        await context.database.run(imports.finish_import, import_id)


@periodic(seconds=300)
async def delete_old_import_files(context: JobContext) -> None:
    """What an import did stays to be read; its file goes."""
    while True:
        async with context.database.primary() as db:
            old = await queries.list_old_import_files(db, keep_days=rules.KEEP_IMPORTS_DAYS)
        for file in old:
            await context.storage.delete(file.storage_key)
            await context.database.run(imports.forget_import_file, file.id)
        if not old:
            break


@periodic(seconds=300)
async def delete_expired_exports(context: JobContext) -> None:
    """Also what workers that were killed left half written."""
    while True:
        async with context.database.primary() as db:
            expired = await queries.list_expired_files(db)
        for file in expired:
            await context.storage.delete(file.storage_key)
            await context.database.run(exports.forget_file, file.id)
        if not expired:
            break
    await asyncio.to_thread(_delete_leftovers, context, time.time() - _LEFTOVER_SECONDS)


def _delete_leftovers(context: JobContext, older_than: float) -> None:
    for path in context.storage.leftovers(older_than):
        path.unlink(missing_ok=True)
    for folder in _scratch(context).iterdir():
        if folder.name.startswith(("export-", "import-")) and folder.stat().st_mtime < older_than:
            shutil.rmtree(folder, ignore_errors=True)


def _scratch(context: JobContext) -> Path:
    folder = context.settings.data_folder / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@job()
async def erase_person(context: JobContext, *, user_id: UUID) -> None:
    """What else is known of somebody whose account was closed. Orders under way follow when they are done."""
    await context.database.run(carts.delete_carts_of_user, user_id)
    await context.database.run(wishlists.delete_lists_of_user, user_id)
    while await context.database.run(erase_orders.erase_finished_orders, _ERASED_AT_ONCE) == _ERASED_AT_ONCE:
        pass
