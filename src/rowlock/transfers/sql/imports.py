"""The statements about imports, and about what one person has here."""

from uuid import UUID

import msgspec

from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement
from rowlock.transfers.types import ExpiredFile, FinishedImport, ImportedRow, ImportKind, ImportMistake, ImportRow


@statement
async def insert_import(
    db: Writer,
    *,
    kind: ImportKind,
    file_name: str,
    storage_key: str | None,
    is_dry_run: bool,
    requested_by: UUID | None,
    applies_once: bytes | None,
) -> UUID: ...


@statement
async def get_import(db: Reader, *, import_id: UUID) -> ImportRow | None: ...


@statement
async def list_imports(db: Reader, *, before: UUID | None, most: int, skip: int) -> list[ImportRow]: ...


@statement
async def count_imports(db: Reader, *, most: int) -> int: ...


@statement
async def list_import_rows(
    db: Reader,
    *,
    import_id: UUID,
    outcome: str | None,
    after_row: int | None,
    after_message: str | None,
    most: int,
    skip: int,
) -> list[ImportedRow]: ...


@statement
async def count_import_rows(db: Reader, *, import_id: UUID, outcome: str | None, most: int) -> int: ...


@statement
async def list_import_errors(db: Reader, *, import_id: UUID, most: int) -> list[ImportMistake]: ...


@statement
async def start_import(db: Writer, *, import_id: UUID, total_rows: int) -> int | None: ...


@statement
async def note_import_progress(
    db: Writer,
    *,
    import_id: UUID,
    from_rows: int,
    done_rows: int,
    created: int,
    updated: int,
    unchanged: int,
    large_changes: int,
    errors: int,
) -> UUID | None: ...


@statement
async def insert_import_rows(
    db: Writer,
    *,
    import_id: UUID,
    rows: list[int],
    outcomes: list[str],
    items: list[str | None],
    messages: list[str],
) -> None: ...


@statement
async def finish_import(db: Writer, *, import_id: UUID) -> FinishedImport | None: ...


@statement
async def fail_import(db: Writer, *, import_id: UUID, error: str) -> None: ...


@statement
async def list_old_import_files(db: Reader, *, keep_days: int) -> list[ExpiredFile]: ...


@statement
async def forget_import_file(db: Writer, *, import_id: UUID) -> None: ...


@statement
async def collect_own_data(db: Reader, *, user_id: UUID) -> msgspec.Raw: ...
