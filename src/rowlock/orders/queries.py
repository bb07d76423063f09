"""Questions about orders."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from rowlock.cart.explanations import ExplainedCart, ExplainedLine, ExplainedShipping
from rowlock.db.connections import Reader
from rowlock.errors import NotFound
from rowlock.inventory import queries as inventory
from rowlock.orders import rules, sql
from rowlock.orders.return_types import OrderReturn, OrderReturns, ReturnStatus
from rowlock.orders.shipment_types import OrderNote
from rowlock.orders.types import (
    Lifetime,
    Order,
    OrderPayment,
    OrderRow,
    OrderSummary,
    PaymentStatus,
    PendingAges,
    Refund,
    SentShipment,
    Status,
    TakenFrom,
    Tracking,
    VendorOrder,
)
from rowlock.payments import queries as payments


class OrderFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which orders a list has; nothing set is all of them. Instants are half-open: from, and before.

    An empty `country` or `region` is that of addresses without one. `customers_from` and `customers_to` are the days of
    the first order of the accounts, as the figures have them.
    """

    user_id: UUID | None = None
    statuses: list[Status] | None = None
    payment_statuses: list[PaymentStatus] | None = None
    email: str | None = None
    search: str | None = None
    placed_from: datetime | None = None
    placed_to: datetime | None = None
    cancelled: bool | None = None
    product_id: UUID | None = None
    category_id: UUID | None = None
    uncategorised: bool | None = None
    country: str | None = None
    region: str | None = None
    coupon_id: UUID | None = None
    refunded_from: datetime | None = None
    refunded_to: datetime | None = None
    customers_from: date | None = None
    customers_to: date | None = None


def conditions(chosen: OrderFilter) -> dict[str, Any]:
    """What `chosen_orders` in the database reads."""
    return msgspec.structs.asdict(chosen)


class VendorOrderFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which orders a vendor's list has. Instants are half-open: from, and before."""

    vendor_id: UUID
    statuses: list[Status] | None = None
    placed_from: datetime | None = None
    placed_to: datetime | None = None


FINISHED: list[Status] = list(rules.FINISHED)


async def get_order(db: Reader, order_id: UUID) -> OrderRow:
    """An order with its lines. Who may see it is for the caller to decide."""
    row = await sql.get_order(db, order_id=order_id)
    if row is None:
        raise NotFound
    return row


def shown(row: OrderRow) -> Order:
    """An order as its buyer and the admins see it."""
    return Order(
        id=row.id,
        number=row.number,
        status=row.status,
        payment_status=row.payment_status,
        currency=row.currency,
        items=row.items,
        subtotal=row.subtotal,
        discount_total=row.discount_total,
        shipping_total=row.shipping_total,
        tax_total=row.tax_total,
        prices_include_tax=row.prices_include_tax,
        total=row.total,
        paid_total=row.paid_total,
        refunded_total=row.refunded_total,
        shipping_method=row.shipping_method,
        shipping_address=row.shipping_address,
        billing_address=row.billing_address,
        email=row.email,
        coupon=row.coupon,
        note=row.note,
        payment=OrderPayment(row.payment_provider),
        placed_at=row.placed_at,
        updated_at=row.updated_at,
    )


async def with_origins(db: Reader, order: Order) -> Order:
    """The order with the locations that each line was taken from, for those who pack it."""
    by_line: dict[UUID, list[TakenFrom]] = {}
    for origin in await inventory.list_origins(db, order.id):
        part = TakenFrom(origin.location_id, origin.code, origin.name, origin.quantity)
        by_line.setdefault(origin.order_item_id, []).append(part)
    for item in order.items:
        item.taken_from = by_line.get(item.id, [])
    return order


async def with_money(db: Reader, order: Order) -> Order:
    """The order with what came in for it and what went back, for those who look after it."""
    order.payments = await payments.list_payments(db, order.id)
    order.refunds = await list_refunds(db, order.id)
    return order


async def list_orders(
    db: Reader, chosen: OrderFilter, *, after: tuple[datetime, UUID] | None, skip: int, most: int
) -> list[OrderSummary]:
    """Newest first, after the place `after` where the last page ended, or past the first `skip`."""
    return await sql.list_orders(
        db,
        chosen=conditions(chosen),
        after_at=after[0] if after else None,
        after_id=after[1] if after else None,
        skip=skip,
        most=most,
    )


async def count_orders(db: Reader, chosen: OrderFilter, *, most: int) -> int:
    """How many there are, counted no further than `most`."""
    return await sql.count_orders(
        db,
        chosen=conditions(chosen),
        most=most,
    )


async def list_numbers(db: Reader, order_ids: list[UUID]) -> dict[UUID, str]:
    """What they are called, of those that there are."""
    return {row.order_id: row.number for row in await sql.list_numbers(db, order_ids=order_ids)}


async def list_pending_orders(
    db: Reader,
    *,
    placed_before: datetime | None,
    after: tuple[datetime, UUID] | None,
    skip: int,
    limit: int,
    most: int,
) -> tuple[list[OrderSummary], PendingAges]:
    """What waits for the shop, the oldest first, and how old all of it is; each status counts to `most`."""
    rows = await sql.list_pending_orders(
        db,
        placed_before=placed_before,
        after_at=after[0] if after else None,
        after_id=after[1] if after else None,
        skip=skip,
        most=limit,
    )
    return rows, await sql.count_pending_orders(db, placed_before=placed_before, most=most)


async def get_lifetime(db: Reader, user_id: UUID, *, currency: str) -> Lifetime:
    """What a buyer's orders came to, cancelled ones aside."""
    row = await sql.get_lifetime(db, user_id=user_id)
    return Lifetime(row.orders, row.spent, row.refunded, currency)


async def track_order(db: Reader, row: OrderRow) -> Tracking:
    """The path of an order so far and its parcels."""
    return Tracking(
        row.status, await sql.list_timeline(db, order_id=row.id), await sql.list_shipments(db, order_id=row.id)
    )


async def get_shipment(db: Reader, order_id: UUID, shipment_id: UUID) -> SentShipment:
    """One parcel of an order."""
    for shipment in await sql.list_shipments(db, order_id=order_id):
        if shipment.id == shipment_id:
            return shipment
    raise NotFound


async def list_returns_of_order(db: Reader, order_id: UUID) -> OrderReturns:
    """The returns of an order, the oldest first, and what may still be returned."""
    left = [line for line in await sql.list_returnable(db, order_id=order_id) if line.quantity]
    return OrderReturns(await sql.list_returns_of_order(db, order_id=order_id), left)


async def get_return(db: Reader, return_id: UUID) -> OrderReturn:
    """One return; NotFound where there is none."""
    row = await sql.get_return(db, return_id=return_id)
    if row is None:
        raise NotFound
    return row


async def list_returns(
    db: Reader, statuses: list[ReturnStatus] | None, *, before: UUID | None, skip: int, limit: int, most: int
) -> tuple[list[OrderReturn], int]:
    """The newest first, and how many there are, counted to `most`."""
    chosen: list[str] | None = list(statuses) if statuses else None
    rows = await sql.list_returns(db, statuses=chosen, before=before, skip=skip, most=limit)
    return rows, await sql.count_returns(db, statuses=chosen, most=most)


async def list_notes(db: Reader, order_id: UUID) -> list[OrderNote]:
    """What admins noted about an order; NotFound where there is none."""
    await get_order(db, order_id)
    return await sql.list_notes(db, order_id=order_id)


async def explain_order(db: Reader, row: OrderRow) -> ExplainedCart:
    """How the order's total came about, as it was reckoned when it was placed."""
    kept = await sql.get_pricing_trace(db, order_id=row.id)
    return kept.trace if kept.trace is not None else _plainly(row)


async def list_refunds(db: Reader, order_id: UUID) -> list[Refund]:
    """What went back, oldest first."""
    return await sql.list_refunds(db, order_id=order_id)


async def get_vendor_order(db: Reader, order_id: UUID, vendor_id: UUID) -> VendorOrder:
    """An order as the vendor of some of its lines sees it; one without his goods is not there."""
    row = await sql.get_vendor_order(db, order_id=order_id, vendor_id=vendor_id)
    if row is None:
        raise NotFound
    return row


async def list_vendor_orders(
    db: Reader, chosen: VendorOrderFilter, *, after: tuple[datetime, UUID] | None, skip: int, most: int
) -> list[VendorOrder]:
    """Newest first, after the place `after` where the last page ended, or past the first `skip`."""
    return await sql.list_vendor_orders(
        db,
        vendor_id=chosen.vendor_id,
        statuses=list(chosen.statuses) if chosen.statuses is not None else None,
        placed_from=chosen.placed_from,
        placed_to=chosen.placed_to,
        after_at=after[0] if after else None,
        after_id=after[1] if after else None,
        skip=skip,
        most=most,
    )


async def count_vendor_orders(db: Reader, chosen: VendorOrderFilter, *, most: int) -> int:
    """How many there are, counted no further than `most`."""
    return await sql.count_vendor_orders(
        db,
        vendor_id=chosen.vendor_id,
        statuses=list(chosen.statuses) if chosen.statuses is not None else None,
        placed_from=chosen.placed_from,
        placed_to=chosen.placed_to,
        most=most,
    )


def _plainly(row: OrderRow) -> ExplainedCart:
    """What there is to say of an order without discounts, taxes and charges for transport."""
    return ExplainedCart(
        currency=row.currency,
        lines=[
            ExplainedLine(
                variant_id=item.variant_id,
                sku=item.sku,
                name=item.name,
                quantity=item.quantity,
                base_price=item.unit_price,
                product_discount=0,
                unit_price=item.unit_price,
                subtotal=item.unit_price * item.quantity,
                discounts=[],
                line_total=item.line_total,
                tax=None,
            )
            for item in row.items
        ],
        promotions=[],
        shipping=ExplainedShipping(row.shipping_method, row.shipping_method, "flat", 0, 0, None, None),
        subtotal=row.subtotal,
        discount_total=row.discount_total,
        shipping_total=row.shipping_total,
        tax_total=row.tax_total,
        prices_include_tax=row.prices_include_tax,
        total=row.total,
    )
