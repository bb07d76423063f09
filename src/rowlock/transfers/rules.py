"""What an export may ask for, what its file is called, how far it has come, and which bytes of it a request wants."""

import re
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from rowlock import clock, errors
from rowlock.transfers.types import Export, ExportFilters, ExportFormat, ExportKind, ExportRow

STATUSES: Final[dict[ExportKind, tuple[str, ...]]] = {
    "orders": ("pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded"),
    "products": ("draft", "active", "archived"),
    "users": ("active", "disabled", "erased"),
    "inventory": ("draft", "active", "archived"),
}
"""What `status` may be: of the orders, the products or the accounts; for the inventory, of its products."""

MEDIA_TYPES: Final[dict[ExportFormat, str]] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "shopify_csv": "text/csv",
}
KEEP_HOURS: Final = 24  # a file of customers' data is not left lying about
KEEP_IMPORTS_DAYS: Final = 7  # long enough to look into a file whose import went wrong
MOST_AT_ONCE: Final = 10

_RANGE: Final = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))")


class Span(msgspec.Struct, frozen=True):
    """From `start` up to and without `end`, in time."""

    start: datetime | None
    end: datetime | None


def check_format(kind: ExportKind, format: ExportFormat) -> None:
    if format == "shopify_csv" and kind != "products":
        raise errors.InvalidValue.at("format", "only products are written as Shopify does")


def check_filters(kind: ExportKind, filters: ExportFilters) -> None:
    """InvalidValue, with the field, where a filter says nothing about such an export."""
    if filters.status is not None and filters.status not in STATUSES[kind]:
        raise errors.InvalidValue.at("status", f"must be one of {', '.join(STATUSES[kind])}")
    if kind == "inventory" and (filters.from_day or filters.to_day):
        raise errors.InvalidValue.at("from" if filters.from_day else "to", "the inventory is exported as it is now")
    if filters.from_day and filters.to_day and filters.to_day < filters.from_day:
        raise errors.InvalidValue.at("to", "must not be before `from`")
    for path, day in (("from", filters.from_day), ("to", filters.to_day)):
        if day is not None and not 1970 <= day.year <= 9_000:
            raise errors.InvalidValue.at(path, "must be in the years 1970 to 9000")


def span(filters: ExportFilters, zone: ZoneInfo) -> Span:
    return Span(
        clock.start_of_day(filters.from_day, zone) if filters.from_day else None,
        clock.end_of_day(filters.to_day, zone) if filters.to_day else None,
    )


def progress(status: str, done: int, expected: int | None) -> float:
    """From 0 to 1, and 1 only when there is nothing left to do."""
    if status == "done":
        return 1.0
    return min(round(done / expected, 3), 0.99) if expected else 0.0


def shown_export(row: ExportRow, download_url: str | None) -> Export:
    return Export(
        id=row.id,
        kind=row.kind,
        format=row.format,
        filters=row.filters,
        status=row.status,
        progress=progress(row.status, row.row_count, row.expected_rows),
        rows=row.row_count,
        bytes=row.bytes,
        download_url=download_url,
        expires_at=row.expires_at,
        error=row.error,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def file_name(row: ExportRow) -> str:
    name = f"{row.kind}-{row.created_at:%Y-%m-%d-%H%M%S}"
    return f"{name}-shopify.csv" if row.format == "shopify_csv" else f"{name}.{row.format}"


def link_payload(export_id: UUID, expires: int) -> bytes:
    """What the signature of a download link covers: this export, until this second."""
    return f"{export_id} {expires}".encode()


def wanted_range(header: str | None, size: int) -> tuple[int, int] | None:
    """The bytes of a Range header as start and end; None for the whole file, which answers whatever we do not read.

    ValueError where nothing of the file is wanted (416).
    """
    found = _RANGE.fullmatch(header.strip()) if header else None
    if found is None:
        return None
    first, last, final = found.groups()
    if final is not None:
        start, end = max(size - int(final), 0), size
    else:
        if last and int(last) < int(first):
            return None
        start, end = int(first), min(int(last) + 1, size) if last else size
    if start >= end:
        raise ValueError("nothing of the file is wanted")
    return start, end
