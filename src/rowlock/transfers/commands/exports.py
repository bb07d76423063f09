"""Orders, begins and ends exports."""

from uuid import UUID

import msgspec

from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.outbox.staging import stage
from rowlock.transfers import rules, sql
from rowlock.transfers.errors import TooManyExports
from rowlock.transfers.sql import StartedExport
from rowlock.transfers.types import ExportFilters, ExportFormat, ExportKind


class RequestExport(msgspec.Struct, frozen=True):
    """An admin's wish for a file."""

    actor_id: UUID
    kind: ExportKind
    format: ExportFormat
    filters: ExportFilters


class FinishExport(msgspec.Struct, frozen=True):
    """A complete file."""

    export_id: UUID
    rows: int
    bytes: int
    storage_key: str


class NoteProgress(msgspec.Struct, frozen=True):
    """How far an export has come."""

    export_id: UUID
    rows: int
    expected_rows: int


class ExportFailure(msgspec.Struct, frozen=True):
    """Why an export will not be tried again, in words for its admin."""

    export_id: UUID
    error: str


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
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="export.create",
        object_type="export",
        object_id=str(export_id),
        after={"kind": command.kind, "format": command.format, "filters": command.filters},
    )
    return export_id


async def start_export(db: Writer, export_id: UUID) -> StartedExport | None:
    """None where there is nothing left to do."""
    return await sql.start_export(db, export_id=export_id)


async def note_export_progress(db: Writer, command: NoteProgress) -> None:
    await sql.note_export_progress(
        db, export_id=command.export_id, rows=command.rows, expected_rows=command.expected_rows
    )


async def finish_export(db: Writer, command: FinishExport) -> bool:
    """False where another run of the same export was first: its file stays, this one goes."""
    found = await sql.finish_export(
        db,
        export_id=command.export_id,
        rows=command.rows,
        bytes=command.bytes,
        storage_key=command.storage_key,
        keep_hours=rules.KEEP_HOURS,
    )
    return found is not None


async def fail_export(db: Writer, command: ExportFailure) -> None:
    await sql.fail_export(db, export_id=command.export_id, error=command.error)


async def forget_file(db: Writer, export_id: UUID) -> None:
    await sql.forget_file(db, export_id=export_id)
