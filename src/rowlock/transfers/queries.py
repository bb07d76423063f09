"""Exports and imports as admins see them."""

from typing import Final
from uuid import UUID

import msgspec

from rowlock import errors
from rowlock.db.connections import Reader
from rowlock.transfers import rules
from rowlock.transfers.sql import exports as export_sql
from rowlock.transfers.sql import imports as import_sql
from rowlock.transfers.types import (
    ExpiredFile,
    ExportRow,
    Import,
    ImportedRow,
    ImportRow,
    ImportSummary,
    ReadyExport,
    RowOutcome,
)

MOST_ERRORS: Final = 1_000
"""How many mistakes an answer names; `error_count` says how many there are."""


async def get_export(db: Reader, export_id: UUID) -> ExportRow:
    row = await export_sql.get_export(db, export_id=export_id)
    if row is None:
        raise errors.NotFound("There is no such export")
    return row


async def list_exports(db: Reader, *, before: UUID | None, skip: int, most: int) -> list[ExportRow]:
    """Newest first."""
    return await export_sql.list_exports(db, before=before, skip=skip, most=most)


async def count_exports(db: Reader, *, most: int) -> int:
    return await export_sql.count_exports(db, most=most)


async def find_ready_export(db: Reader, export_id: UUID) -> ReadyExport | None:
    """None where there is nobody any more who could download it."""
    return await export_sql.get_ready_export(db, export_id=export_id)


async def list_expired_files(db: Reader) -> list[ExpiredFile]:
    return await export_sql.list_expired_files(db)


async def list_old_import_files(db: Reader, *, keep_days: int) -> list[ExpiredFile]:
    return await import_sql.list_old_import_files(db, keep_days=keep_days)


async def get_import_row(db: Reader, import_id: UUID) -> ImportRow:
    row = await import_sql.get_import(db, import_id=import_id)
    if row is None:
        raise errors.NotFound("There is no such import")
    return row


async def get_import(db: Reader, import_id: UUID) -> Import:
    row = await get_import_row(db, import_id)
    mistakes = await import_sql.list_import_errors(db, import_id=import_id, most=MOST_ERRORS)
    return Import(**msgspec.structs.asdict(rules.shown_import(row)), errors=mistakes)


async def list_imports(db: Reader, *, before: UUID | None, skip: int, most: int) -> list[ImportSummary]:
    """Newest first."""
    rows = await import_sql.list_imports(db, before=before, skip=skip, most=most)
    return [rules.shown_import(row) for row in rows]


async def count_imports(db: Reader, *, most: int) -> int:
    return await import_sql.count_imports(db, most=most)


async def list_import_rows(
    db: Reader, import_id: UUID, outcome: RowOutcome | None, *, after: tuple[int, str] | None, skip: int, most: int
) -> list[ImportedRow]:
    """In the order of the file. NotFound where there is no such import."""
    await get_import_row(db, import_id)
    row, message = after or (None, None)
    return await import_sql.list_import_rows(
        db, import_id=import_id, outcome=outcome, after_row=row, after_message=message, skip=skip, most=most
    )


async def count_import_rows(db: Reader, import_id: UUID, outcome: RowOutcome | None, *, most: int) -> int:
    return await import_sql.count_import_rows(db, import_id=import_id, outcome=outcome, most=most)


async def collect_own_data(db: Reader, user_id: UUID) -> msgspec.Raw:
    """All that is kept about one person, as JSON."""
    return await import_sql.collect_own_data(db, user_id=user_id)
