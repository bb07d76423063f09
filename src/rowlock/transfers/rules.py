"""What an export may ask for, what its file is called, how far transfers have come, and which bytes a request wants."""

import re
from datetime import date, datetime
from typing import Final, get_args
from zoneinfo import ZoneInfo

import msgspec

from rowlock import clock, errors
from rowlock.accounts.types import Role, UserStatus
from rowlock.catalogue.types.requests import ProductStatus
from rowlock.inventory.types import Level, Reason
from rowlock.orders.types import PaymentStatus
from rowlock.orders.types import Status as OrderStatus
from rowlock.transfers.types import (
    Export,
    ExportFilters,
    ExportFormat,
    ExportKind,
    ExportRow,
    ImportKind,
    ImportRow,
    ImportSummary,
)

_OF_ORDERS: Final = frozenset(
    {"from", "to", "status", "payment_status", "q", "email", "user_id", "cancelled", "product_id", "category_id"}
    | {"uncategorised", "country", "region", "coupon_id", "refunded_from", "refunded_to"}
    | {"customers_from", "customers_to"}
)

FILTERS: Final[dict[ExportKind, frozenset[str]]] = {
    "orders": _OF_ORDERS,
    "order_lines": _OF_ORDERS,
    "products": frozenset({"from", "to", "status", "category_id", "vendor_id", "q"}),
    "users": frozenset({"from", "to", "status", "role", "q"}),
    "inventory": frozenset({"status", "product_id", "below_threshold", "q", "level", "location_id"}),
    "movements": frozenset({"from", "to", "variant_id", "sku", "reason", "actor_id", "order_id", "location_id"}),
    "audit": frozenset({"from", "to", "actor_id", "action", "object_type", "object_id"}),
}
"""What each kind can be filtered by: what the admin's list of the same things can."""

STATUSES: Final[dict[ExportKind, tuple[str, ...]]] = {
    "orders": get_args(OrderStatus),
    "order_lines": get_args(OrderStatus),
    "products": get_args(ProductStatus),
    "users": get_args(UserStatus),
    "inventory": get_args(ProductStatus),
}
"""What `status` may be: of the orders, the products or the accounts; for the inventory, of its products."""

_WORDS: Final[dict[str, tuple[str, ...]]] = {
    "payment_status": get_args(PaymentStatus),
    "role": get_args(Role),
    "reason": get_args(Reason),
    "level": get_args(Level),
}

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
    given = filters.given
    for name, value in given.items():
        if name not in FILTERS[kind]:
            raise errors.InvalidValue.at(name, f"is no filter of {kind}: those are {', '.join(sorted(FILTERS[kind]))}")
        known = words_of(kind, name)
        if known is not None and not set(words(value) or ()) <= set(known):
            raise errors.InvalidValue.at(name, f"must be one of {', '.join(known)}")
    for start, end in (("from", "to"), ("refunded_from", "refunded_to"), ("customers_from", "customers_to")):
        first, last = given.get(start), given.get(end)
        if first and last and last < first:
            raise errors.InvalidValue.at(end, f"must not be before `{start}`")
        for path, day in ((start, first), (end, last)):
            if day is not None and not 1970 <= day.year <= 9_000:
                raise errors.InvalidValue.at(path, "must be in the years 1970 to 9000")


def words_of(kind: ExportKind, name: str) -> tuple[str, ...] | None:
    """What a filter of such an export may be; None where any text may be asked for."""
    return STATUSES.get(kind) if name == "status" else _WORDS.get(name)


def words(value: str | list[str] | None) -> list[str] | None:
    """One or several, as a list; None where nothing is chosen."""
    return [value] if isinstance(value, str) else value


def span(first: date | None, last: date | None, zone: ZoneInfo) -> Span:
    """From the beginning of the first day to the end of the last one."""
    return Span(clock.start_of_day(first, zone) if first else None, clock.end_of_day(last, zone) if last else None)


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
        notes=row.notes,
        download_url=download_url,
        expires_at=row.expires_at,
        error=row.error,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def shown_import(row: ImportRow) -> ImportSummary:
    return ImportSummary(
        id=row.id,
        kind=row.kind,
        file_name=row.file_name,
        dry_run=row.is_dry_run,
        status=row.status,
        progress=progress(row.status, row.done_rows, row.total_rows),
        rows=row.total_rows,
        created=row.created,
        updated=row.updated,
        unchanged=row.unchanged,
        large_changes=row.large_changes,
        error_count=row.error_count,
        summary=import_summary(row.kind, row.created, row.updated, row.unchanged, row.large_changes, row.error_count),
        error=row.error,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def import_summary(kind: ImportKind, created: int, updated: int, unchanged: int, large: int, refused: int) -> str:
    """What an import did, or would do: `312 price changes, 4 over 50 %, 20 as they were, 2 rows refused`."""
    parts = [f"{created:,} new"] if kind in ("products", "customers") else []
    what = {"products": "", "customers": "", "prices": "price ", "stock": "stock "}[kind]
    parts.append(f"{updated:,} {what}change{'s' if updated != 1 else ''}")
    if kind == "prices":
        parts.append(f"{large:,} over 50 %")
    parts += [f"{unchanged:,} as they were", f"{refused:,} row{'s' if refused != 1 else ''} refused"]
    return ", ".join(parts)


def file_name(row: ExportRow) -> str:
    name = f"{row.kind}-{row.created_at:%Y-%m-%d-%H%M%S}"
    return f"{name}-shopify.csv" if row.format == "shopify_csv" else f"{name}.{row.format}"


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
