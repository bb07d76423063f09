"""Which statements give the rows of each kind of export, with its filters filled in."""

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any, cast

import msgspec

from rowlock.accounts.rules import contains
from rowlock.catalogue.queries.shelf import sku_pattern
from rowlock.db.connections import Reader
from rowlock.inventory.queries import StockFilter
from rowlock.inventory.queries import conditions as of_stock
from rowlock.orders.queries import OrderFilter
from rowlock.orders.queries import conditions as of_orders
from rowlock.orders.types import PaymentStatus, Status
from rowlock.settings import Settings
from rowlock.transfers import exported, rules
from rowlock.transfers.exported import ShopifyProduct
from rowlock.transfers.sql import tables as sql
from rowlock.transfers.sql.tables import CsvOutput
from rowlock.transfers.types import ExportFilters, ExportKind


class Table(msgspec.Struct, frozen=True):
    """The statements of one export. Both ways have the same rows in the same order."""

    row: type[msgspec.Struct]
    count: Callable[[Reader], Awaitable[int]]
    stream: Callable[[Reader], AsyncIterator[Any]]
    copy: Callable[[Reader, CsvOutput], Awaitable[int]]


def table(kind: ExportKind, filters: ExportFilters, settings: Settings) -> Table:
    row, count, stream, copy, given = _found(kind, filters, settings)
    return Table(row, partial(count, **given), partial(stream, **given), partial(copy, **given))


def shopify_products(db: Reader, filters: ExportFilters, settings: Settings) -> AsyncIterator[ShopifyProduct]:
    return sql.stream_shopify_products(db, **_of_products(filters, settings))


def _found(
    kind: ExportKind, filters: ExportFilters, settings: Settings
) -> tuple[type[msgspec.Struct], Any, Any, Any, dict[str, Any]]:
    match kind:
        case "orders":
            given = _of_orders(filters, settings)
            return exported.ExportedOrder, sql.count_orders, sql.stream_orders, sql.copy_orders, given
        case "order_lines":
            given = _of_orders(filters, settings)
            row = exported.ExportedOrderLine
            return row, sql.count_order_lines, sql.stream_order_lines, sql.copy_order_lines, given
        case "products":
            given = _of_products(filters, settings)
            return exported.ExportedVariant, sql.count_products, sql.stream_products, sql.copy_products, given
        case "users":
            given = _span(filters, settings) | {
                "statuses": rules.words(filters.status),
                "role": filters.role,
                "search": contains(filters.q) if filters.q else None,
            }
            return exported.ExportedUser, sql.count_users, sql.stream_users, sql.copy_users, given
        case "inventory":
            given = {"chosen": _of_stock(filters), "statuses": rules.words(filters.status)}
            return exported.ExportedStock, sql.count_inventory, sql.stream_inventory, sql.copy_inventory, given
        case "movements":
            given = _span(filters, settings) | {
                "variant_id": filters.variant_id,
                "sku": filters.sku,
                "reasons": rules.words(filters.reason),
                "actor_id": filters.actor_id,
                "order_id": filters.order_id,
                "location_id": filters.location_id,
            }
            return exported.ExportedMovement, sql.count_movements, sql.stream_movements, sql.copy_movements, given
        case "audit":
            given = _span(filters, settings) | {
                "actor_id": filters.actor_id,
                "action": filters.action,
                "object_type": filters.object_type,
                "object_id": filters.object_id,
            }
            return exported.ExportedEntry, sql.count_audit, sql.stream_audit, sql.copy_audit, given


def _of_orders(filters: ExportFilters, settings: Settings) -> dict[str, Any]:
    placed = rules.span(filters.from_day, filters.to_day, settings.zone)
    refunded = rules.span(filters.refunded_from, filters.refunded_to, settings.zone)
    chosen = OrderFilter(
        user_id=filters.user_id,
        statuses=cast(list[Status] | None, rules.words(filters.status)),
        payment_statuses=cast(list[PaymentStatus] | None, rules.words(filters.payment_status)),
        email=filters.email,
        search=filters.q,
        placed_from=placed.start,
        placed_to=placed.end,
        cancelled=filters.cancelled,
        product_id=filters.product_id,
        category_id=filters.category_id,
        uncategorised=filters.uncategorised or None,
        country=filters.country,
        region=filters.region,
        coupon_id=filters.coupon_id,
        refunded_from=refunded.start,
        refunded_to=refunded.end,
        customers_from=filters.customers_from,
        customers_to=filters.customers_to,
    )
    return {"chosen": of_orders(chosen)}


def _of_products(filters: ExportFilters, settings: Settings) -> dict[str, Any]:
    created = rules.span(filters.from_day, filters.to_day, settings.zone)
    chosen = {
        "created_from": created.start,
        "created_to": created.end,
        "statuses": rules.words(filters.status),
        "category_id": filters.category_id,
        "vendor_id": filters.vendor_id,
        "search": filters.q,
        "pattern": sku_pattern(filters.q),
    }
    return {"chosen": chosen}


def _of_stock(filters: ExportFilters) -> dict[str, Any]:
    return of_stock(
        StockFilter(
            search=filters.q,
            level=filters.level,
            location_id=filters.location_id,
            product_id=filters.product_id,
            is_low=filters.below_threshold,
        )
    )


def _span(filters: ExportFilters, settings: Settings) -> dict[str, Any]:
    span = rules.span(filters.from_day, filters.to_day, settings.zone)
    return {"from_at": span.start, "to_at": span.end}
