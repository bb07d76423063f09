"""The statements that give the rows of exports: each as a stream of structs, as the text of a CSV, and counted."""

from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import datetime
from typing import Any
from uuid import UUID

from rowlock.db.connections import Reader
from rowlock.db.statements import Copied, statement
from rowlock.transfers.exported import (
    ExportedEntry,
    ExportedMovement,
    ExportedOrder,
    ExportedOrderLine,
    ExportedStock,
    ExportedUser,
    ExportedVariant,
    ShopifyProduct,
)

CsvOutput = Callable[[bytes], Coroutine[Any, Any, None]]


@statement
def stream_orders(
    db: Reader,
    *,
    chosen: dict[str, Any],
) -> AsyncIterator[ExportedOrder]: ...


@statement
async def copy_orders(
    db: Reader,
    output: CsvOutput,
    *,
    chosen: dict[str, Any],
) -> Copied: ...


@statement
async def count_orders(
    db: Reader,
    *,
    chosen: dict[str, Any],
) -> int: ...


@statement
def stream_order_lines(
    db: Reader,
    *,
    chosen: dict[str, Any],
) -> AsyncIterator[ExportedOrderLine]: ...


@statement
async def copy_order_lines(
    db: Reader,
    output: CsvOutput,
    *,
    chosen: dict[str, Any],
) -> Copied: ...


@statement
async def count_order_lines(
    db: Reader,
    *,
    chosen: dict[str, Any],
) -> int: ...


@statement
def stream_products(
    db: Reader,
    *,
    chosen: dict[str, Any],
) -> AsyncIterator[ExportedVariant]: ...


@statement
async def copy_products(
    db: Reader,
    output: CsvOutput,
    *,
    chosen: dict[str, Any],
) -> Copied: ...


@statement
async def count_products(
    db: Reader,
    *,
    chosen: dict[str, Any],
) -> int: ...


@statement
def stream_users(
    db: Reader,
    *,
    from_at: datetime | None,
    to_at: datetime | None,
    statuses: list[str] | None,
    role: str | None,
    search: str | None,
) -> AsyncIterator[ExportedUser]: ...


@statement
async def copy_users(
    db: Reader,
    output: CsvOutput,
    *,
    from_at: datetime | None,
    to_at: datetime | None,
    statuses: list[str] | None,
    role: str | None,
    search: str | None,
) -> Copied: ...


@statement
async def count_users(
    db: Reader,
    *,
    from_at: datetime | None,
    to_at: datetime | None,
    statuses: list[str] | None,
    role: str | None,
    search: str | None,
) -> int: ...


@statement
def stream_inventory(
    db: Reader, *, chosen: dict[str, Any], statuses: list[str] | None
) -> AsyncIterator[ExportedStock]: ...


@statement
async def copy_inventory(
    db: Reader, output: CsvOutput, *, chosen: dict[str, Any], statuses: list[str] | None
) -> Copied: ...


@statement
async def count_inventory(db: Reader, *, chosen: dict[str, Any], statuses: list[str] | None) -> int: ...


@statement
def stream_movements(
    db: Reader,
    *,
    from_at: datetime | None,
    to_at: datetime | None,
    variant_id: UUID | None,
    sku: str | None,
    reasons: list[str] | None,
    actor_id: UUID | None,
    order_id: UUID | None,
    location_id: UUID | None,
) -> AsyncIterator[ExportedMovement]: ...


@statement
async def copy_movements(
    db: Reader,
    output: CsvOutput,
    *,
    from_at: datetime | None,
    to_at: datetime | None,
    variant_id: UUID | None,
    sku: str | None,
    reasons: list[str] | None,
    actor_id: UUID | None,
    order_id: UUID | None,
    location_id: UUID | None,
) -> Copied: ...


@statement
async def count_movements(
    db: Reader,
    *,
    from_at: datetime | None,
    to_at: datetime | None,
    variant_id: UUID | None,
    sku: str | None,
    reasons: list[str] | None,
    actor_id: UUID | None,
    order_id: UUID | None,
    location_id: UUID | None,
) -> int: ...


@statement
def stream_audit(
    db: Reader,
    *,
    from_at: datetime | None,
    to_at: datetime | None,
    actor_id: UUID | None,
    action: str | None,
    object_type: str | None,
    object_id: str | None,
) -> AsyncIterator[ExportedEntry]: ...


@statement
async def copy_audit(
    db: Reader,
    output: CsvOutput,
    *,
    from_at: datetime | None,
    to_at: datetime | None,
    actor_id: UUID | None,
    action: str | None,
    object_type: str | None,
    object_id: str | None,
) -> Copied: ...


@statement
async def count_audit(
    db: Reader,
    *,
    from_at: datetime | None,
    to_at: datetime | None,
    actor_id: UUID | None,
    action: str | None,
    object_type: str | None,
    object_id: str | None,
) -> int: ...


@statement
def stream_shopify_products(
    db: Reader,
    *,
    chosen: dict[str, Any],
) -> AsyncIterator[ShopifyProduct]: ...
