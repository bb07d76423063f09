"""The statements of `sql/transfers/`."""

from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import Copied, statement
from rowlock.transfers.types import (
    ExportedOrder,
    ExportedStock,
    ExportedUser,
    ExportedVariant,
    ExportFilters,
    ExportFormat,
    ExportKind,
    ExportRow,
    FinishedImport,
    ImportKind,
    ImportMistake,
    ImportRow,
    ShopifyProduct,
)

CsvOutput = Callable[[bytes], Coroutine[Any, Any, None]]


class StartedExport(msgspec.Struct, frozen=True):
    """What an export's job has to do."""

    kind: ExportKind
    format: ExportFormat
    filters: ExportFilters


class ExpiredFile(msgspec.Struct, frozen=True):
    """A file to delete."""

    id: UUID
    storage_key: str


@statement
def stream_orders(
    db: Reader, *, from_at: datetime | None, to_at: datetime | None, status: str | None
) -> AsyncIterator[ExportedOrder]: ...


@statement
async def copy_orders(
    db: Reader, output: CsvOutput, *, from_at: datetime | None, to_at: datetime | None, status: str | None
) -> Copied: ...


@statement
async def count_orders(db: Reader, *, from_at: datetime | None, to_at: datetime | None, status: str | None) -> int: ...


@statement
def stream_products(
    db: Reader, *, from_at: datetime | None, to_at: datetime | None, status: str | None
) -> AsyncIterator[ExportedVariant]: ...


@statement
async def copy_products(
    db: Reader, output: CsvOutput, *, from_at: datetime | None, to_at: datetime | None, status: str | None
) -> Copied: ...


@statement
async def count_products(
    db: Reader, *, from_at: datetime | None, to_at: datetime | None, status: str | None
) -> int: ...


@statement
def stream_users(
    db: Reader, *, from_at: datetime | None, to_at: datetime | None, status: str | None
) -> AsyncIterator[ExportedUser]: ...


@statement
async def copy_users(
    db: Reader, output: CsvOutput, *, from_at: datetime | None, to_at: datetime | None, status: str | None
) -> Copied: ...


@statement
async def count_users(db: Reader, *, from_at: datetime | None, to_at: datetime | None, status: str | None) -> int: ...


@statement
def stream_inventory(db: Reader, *, status: str | None) -> AsyncIterator[ExportedStock]: ...


@statement
async def copy_inventory(db: Reader, output: CsvOutput, *, status: str | None) -> Copied: ...


@statement
async def count_inventory(db: Reader, *, status: str | None) -> int: ...


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
async def note_export_progress(db: Writer, *, export_id: UUID, rows: int, expected_rows: int) -> None: ...


@statement
async def finish_export(
    db: Writer, *, export_id: UUID, rows: int, bytes: int, storage_key: str, keep_hours: int
) -> UUID | None: ...


@statement
async def fail_export(db: Writer, *, export_id: UUID, error: str) -> None: ...


@statement
async def list_expired_files(db: Reader) -> list[ExpiredFile]: ...


@statement
async def forget_file(db: Writer, *, export_id: UUID) -> None: ...


@statement
async def insert_import(
    db: Writer,
    *,
    kind: ImportKind,
    file_name: str,
    storage_key: str,
    is_dry_run: bool,
    requested_by: UUID | None,
    applies_once: bytes | None,
) -> UUID: ...


@statement
async def get_import(db: Reader, *, import_id: UUID) -> ImportRow | None: ...


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
) -> UUID | None: ...


@statement
async def insert_import_errors(db: Writer, *, import_id: UUID, rows: list[int], messages: list[str]) -> None: ...


@statement
async def finish_import(db: Writer, *, import_id: UUID) -> FinishedImport | None: ...


@statement
async def fail_import(db: Writer, *, import_id: UUID, error: str) -> None: ...


@statement
async def list_old_import_files(db: Reader, *, keep_days: int) -> list[ExpiredFile]: ...


@statement
async def forget_import_file(db: Writer, *, import_id: UUID) -> None: ...


@statement
def stream_shopify_products(
    db: Reader, *, from_at: datetime | None, to_at: datetime | None, status: str | None
) -> AsyncIterator[ShopifyProduct]: ...


@statement
async def collect_own_data(db: Reader, *, user_id: UUID) -> msgspec.Raw: ...
