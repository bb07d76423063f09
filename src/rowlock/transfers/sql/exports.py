"""The statements about exports themselves."""

from uuid import UUID

from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement
from rowlock.transfers.types import (
    ExpiredFile,
    ExportFilters,
    ExportFormat,
    ExportKind,
    ExportRow,
    ExportWish,
    ReadyExport,
    StartedExport,
)


@statement
async def insert_export(
    db: Writer, *, kind: ExportKind, format: ExportFormat, filters: ExportFilters, requested_by: UUID, most: int
) -> UUID | None: ...


@statement
async def get_export(db: Reader, *, export_id: UUID) -> ExportRow | None: ...


@statement
async def list_exports(db: Reader, *, before: UUID | None, most: int, skip: int) -> list[ExportRow]: ...


@statement
async def count_exports(db: Reader, *, most: int) -> int: ...


@statement
async def start_export(db: Writer, *, export_id: UUID) -> StartedExport | None: ...


@statement
async def note_export_progress(
    db: Writer, *, export_id: UUID, run: int, rows: int, expected_rows: int
) -> UUID | None: ...


@statement
async def finish_export(
    db: Writer,
    *,
    export_id: UUID,
    run: int,
    rows: int,
    bytes: int,
    notes: list[str],
    storage_key: str,
    keep_hours: int,
    mail_seconds: int,
) -> bool | None: ...


@statement
async def fail_export(db: Writer, *, export_id: UUID, run: int, error: str) -> None: ...


@statement
async def cancel_export(db: Writer, *, export_id: UUID) -> ExportWish | None: ...


@statement
async def retry_export(db: Writer, *, export_id: UUID, most: int) -> ExportWish | None: ...


@statement
async def get_ready_export(db: Reader, *, export_id: UUID) -> ReadyExport | None: ...


@statement
async def list_expired_files(db: Reader) -> list[ExpiredFile]: ...


@statement
async def forget_file(db: Writer, *, export_id: UUID) -> None: ...
