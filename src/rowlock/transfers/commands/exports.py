"""Orders, begins, calls off and ends exports."""

from uuid import UUID

import msgspec

from rowlock import errors
from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.outbox.staging import stage
from rowlock.transfers import rules
from rowlock.transfers.errors import TooManyExports, WrongExportStatus
from rowlock.transfers.sql import exports as sql
from rowlock.transfers.types import ExportFilters, ExportFormat, ExportKind, ExportWish, StartedExport


class RequestExport(msgspec.Struct, frozen=True):
    """An admin's wish for a file."""

    actor_id: UUID
    kind: ExportKind
    format: ExportFormat
    filters: ExportFilters


class StepExport(msgspec.Struct, frozen=True):
    """An admin calls an export off, or wants it after all."""

    actor_id: UUID
    export_id: UUID


class FinishExport(msgspec.Struct, frozen=True):
    """A complete file. Who waited for it longer than `mail_seconds` gets a mail."""

    export_id: UUID
    run: int
    rows: int
    bytes: int
    notes: list[str]
    storage_key: str
    mail_seconds: int


class NoteProgress(msgspec.Struct, frozen=True):
    """How far an export has come."""

    export_id: UUID
    run: int
    rows: int
    expected_rows: int


class ExportFailure(msgspec.Struct, frozen=True):
    """Why an export will not be tried again, in words for its admin."""

    export_id: UUID
    run: int
    error: str


class Stopped(Exception):
    """The export was called off, or another worker writes it by now."""


async def request_export(db: Writer, command: RequestExport) -> UUID:
    """Refuses what such an export has no filter for, and more than ten of one admin at once."""
    rules.check_format(command.kind, command.format)
    rules.check_filters(command.kind, command.filters)
    export_id = await sql.insert_export(
        db,
        kind=command.kind,
        format=command.format,
        filters=command.filters,
        requested_by=command.actor_id,
        most=rules.MOST_AT_ONCE,
    )
    if export_id is None:
        raise TooManyExports(f"{rules.MOST_AT_ONCE} of your exports are still under way")
    await stage(db, "run_export", queue="transfers", dedup_key=f"export:{export_id}", export_id=export_id)
    wish = ExportWish(command.kind, command.format, command.filters)
    await _record(db, StepExport(command.actor_id, export_id), "export.create", wish)
    return export_id


async def cancel_export(db: Writer, command: StepExport) -> None:
    """Who writes it stops within about a second, and leaves nothing. WrongExportStatus where it is over."""
    wish = await sql.cancel_export(db, export_id=command.export_id)
    if wish is None:
        raise WrongExportStatus(f"The export is {await _status(db, command)}: only one that is not over is called off")
    await _record(db, command, "export.cancel", wish)


async def retry_export(db: Writer, command: StepExport) -> None:
    """The same export once more, under its id. WrongExportStatus where it neither failed nor was called off."""
    wish = await sql.retry_export(db, export_id=command.export_id, most=rules.MOST_AT_ONCE)
    if wish is None:
        status = await _status(db, command)
        if status in ("failed", "cancelled"):
            raise TooManyExports(f"{rules.MOST_AT_ONCE} exports of who asked for it are still under way")
        raise WrongExportStatus(f"The export is {status}: only one that failed or was called off is tried again")
    await stage(db, "run_export", queue="transfers", export_id=command.export_id)
    await _record(db, command, "export.retry", wish)


async def _status(db: Writer, command: StepExport) -> str:
    found = await sql.get_export(db, export_id=command.export_id)
    if found is None:
        raise errors.NotFound("There is no such export")
    return found.status


async def _record(db: Writer, command: StepExport, action: str, wish: ExportWish) -> None:
    await audit.record(
        db,
        actor_id=command.actor_id,
        action=action,
        object_type="export",
        object_id=str(command.export_id),
        after={"kind": wish.kind, "format": wish.format, "filters": wish.filters},
    )


async def start_export(db: Writer, export_id: UUID) -> StartedExport | None:
    """None where there is nothing left to do."""
    return await sql.start_export(db, export_id=export_id)


async def note_export_progress(db: Writer, command: NoteProgress) -> None:
    """Stopped where there is no more to be done."""
    found = await sql.note_export_progress(
        db,
        export_id=command.export_id,
        run=command.run,
        rows=command.rows,
        expected_rows=command.expected_rows,
    )
    if found is None:
        raise Stopped


async def finish_export(db: Writer, command: FinishExport) -> bool:
    """False where nobody wants this file any more: it goes."""
    is_awaited = await sql.finish_export(
        db,
        export_id=command.export_id,
        run=command.run,
        rows=command.rows,
        bytes=command.bytes,
        notes=command.notes,
        storage_key=command.storage_key,
        keep_hours=rules.KEEP_HOURS,
        mail_seconds=command.mail_seconds,
    )
    if is_awaited:
        await stage(
            db,
            "send_export_ready",
            dedup_key=f"export_ready:{command.export_id}:{command.run}",
            export_id=command.export_id,
        )
    return is_awaited is not None


async def fail_export(db: Writer, command: ExportFailure) -> None:
    await sql.fail_export(db, export_id=command.export_id, run=command.run, error=command.error)


async def forget_file(db: Writer, export_id: UUID) -> None:
    await sql.forget_file(db, export_id=export_id)
