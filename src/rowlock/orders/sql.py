"""The statements of `sql/orders/`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement
from rowlock.orders.bulk_types import OrderNumber
from rowlock.orders.return_types import OrderReturn, Returnable
from rowlock.orders.shipment_types import OrderNote, ParcelRow
from rowlock.orders.types import (
    LifetimeRow,
    LockedOrder,
    OrderRow,
    OrderSummary,
    PendingAges,
    PlacedOrder,
    PricingTrace,
    Refund,
    SentShipment,
    TimelineEntry,
    VendorOrder,
)


@statement
async def lock_checkout_cart(db: Writer, *, user_id: UUID | None, token_hash: bytes | None) -> UUID | None: ...


@statement
async def place_order(
    db: Writer,
    *,
    number: str,
    user_id: UUID | None,
    cart_id: UUID,
    email: str,
    first_status: str,
    payment_status: str,
    payment_provider: str,
    currency: str,
    subtotal: int,
    discount_total: int,
    shipping_total: int,
    shipping_tax: int,
    tax_total: int,
    prices_include_tax: bool,
    total: int,
    coupon: str | None,
    pricing_trace: Any,
    shipping_method: str,
    shipping_address: Any,
    billing_address: Any,
    note: str | None,
    variant_ids: list[UUID],
    product_ids: list[UUID],
    skus: list[str],
    names: list[str],
    options: list[str],
    quantities: list[int],
    unit_prices: list[int],
    discounts: list[int],
    taxes: list[int],
    tax_names: list[str | None],
    tax_rates_ppm: list[int],
    line_totals: list[int],
    customer: str,
    coupon_ids: list[UUID],
    coupon_amounts: list[int],
) -> PlacedOrder | None: ...


@statement
async def lock_order(db: Writer, *, order_id: UUID) -> UUID | None: ...


@statement
async def get_locked_order(db: Writer, *, order_id: UUID) -> LockedOrder: ...


@statement
async def change_status(
    db: Writer, *, order_id: UUID, from_status: str, status: str, note: str | None, actor_id: UUID | None
) -> None: ...


@statement
async def get_status(db: Reader, *, order_id: UUID) -> str | None: ...


@statement
async def set_payment_status(db: Writer, *, order_id: UUID, payment_status: str) -> None: ...


@statement
async def take_back_refund(
    db: Writer, *, order_id: UUID, amount: int, payment_status: str, item_ids: list[UUID], quantities: list[int]
) -> None: ...


@statement
async def add_payment(db: Writer, *, order_id: UUID, amount: int) -> None: ...


@statement
async def add_refund(
    db: Writer,
    *,
    order_id: UUID,
    amount: int,
    payment_status: str,
    item_ids: list[UUID],
    quantities: list[int],
    restocks: list[bool],
) -> None: ...


@statement
async def mark_restocked(db: Writer, *, order_id: UUID) -> None: ...


@statement
async def insert_shipment(
    db: Writer,
    *,
    order_id: UUID,
    carrier: str,
    tracking_number: str,
    url: str | None,
    item_ids: list[UUID],
    quantities: list[int],
) -> UUID: ...


@statement
async def mark_shipped(db: Writer, *, order_id: UUID, item_ids: list[UUID], quantities: list[int]) -> None: ...


@statement
async def correct_shipment(
    db: Writer,
    *,
    order_id: UUID,
    shipment_id: UUID,
    carrier: str | None,
    tracking_number: str | None,
    url: str | None,
    is_url_given: bool,
) -> ParcelRow | None: ...


@statement
async def insert_note(db: Writer, *, order_id: UUID, actor_id: UUID, text: str) -> OrderNote: ...


@statement
async def list_notes(db: Reader, *, order_id: UUID) -> list[OrderNote]: ...


@statement
async def get_order(db: Reader, *, order_id: UUID) -> OrderRow | None: ...


@statement
async def list_orders(
    db: Reader,
    *,
    chosen: dict[str, Any],
    after_at: datetime | None,
    after_id: UUID | None,
    skip: int,
    most: int,
) -> list[OrderSummary]: ...


@statement
async def list_numbers(db: Reader, *, order_ids: list[UUID]) -> list[OrderNumber]: ...


@statement
async def count_orders(
    db: Reader,
    *,
    chosen: dict[str, Any],
    most: int,
) -> int: ...


@statement
async def list_pending_orders(
    db: Reader,
    *,
    placed_before: datetime | None,
    after_at: datetime | None,
    after_id: UUID | None,
    skip: int,
    most: int,
) -> list[OrderSummary]: ...


@statement
async def count_pending_orders(db: Reader, *, placed_before: datetime | None, most: int) -> PendingAges: ...


@statement
async def get_lifetime(db: Reader, *, user_id: UUID) -> LifetimeRow: ...


@statement
async def list_timeline(db: Reader, *, order_id: UUID) -> list[TimelineEntry]: ...


@statement
async def list_shipments(db: Reader, *, order_id: UUID) -> list[SentShipment]: ...


@statement
async def get_pricing_trace(db: Reader, *, order_id: UUID) -> PricingTrace: ...


@statement
async def list_refunds(db: Reader, *, order_id: UUID) -> list[Refund]: ...


@statement
async def erase_finished_orders(db: Writer, *, most: int) -> int: ...


@statement
async def get_vendor_order(db: Reader, *, order_id: UUID, vendor_id: UUID) -> VendorOrder | None: ...


@statement
async def list_vendor_orders(
    db: Reader,
    *,
    vendor_id: UUID,
    statuses: list[str] | None,
    placed_from: datetime | None,
    placed_to: datetime | None,
    after_at: datetime | None,
    after_id: UUID | None,
    skip: int,
    most: int,
) -> list[VendorOrder]: ...


@statement
async def count_vendor_orders(
    db: Reader,
    *,
    vendor_id: UUID,
    statuses: list[str] | None,
    placed_from: datetime | None,
    placed_to: datetime | None,
    most: int,
) -> int: ...


@statement
async def list_returnable(db: Reader, *, order_id: UUID) -> list[Returnable]: ...


@statement
async def get_last_sent(db: Reader, *, order_id: UUID) -> datetime | None: ...


@statement
async def insert_return(
    db: Writer, *, order_id: UUID, reason: str, item_ids: list[UUID], quantities: list[int]
) -> UUID: ...


@statement
async def decide_return(db: Writer, *, return_id: UUID, status: str, note: str | None) -> None: ...


@statement
async def receive_return(
    db: Writer,
    *,
    return_id: UUID,
    note: str | None,
    refund_id: UUID | None,
    item_ids: list[UUID],
    quantities: list[int],
    restocks: list[bool],
) -> None: ...


@statement
async def add_restocked(db: Writer, *, order_id: UUID, item_ids: list[UUID], quantities: list[int]) -> None: ...


@statement
async def get_return(db: Reader, *, return_id: UUID) -> OrderReturn | None: ...


@statement
async def list_returns_of_order(db: Reader, *, order_id: UUID) -> list[OrderReturn]: ...


@statement
async def list_returns(
    db: Reader, *, statuses: list[str] | None, before: UUID | None, skip: int, most: int
) -> list[OrderReturn]: ...


@statement
async def count_returns(db: Reader, *, statuses: list[str] | None, most: int) -> int: ...
