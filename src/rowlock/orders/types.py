"""Orders as they cross the wire and come out of rows."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from rowlock.accounts.types import Address, Line
from rowlock.cart.explanations import ExplainedCart
from rowlock.money import LARGEST_AMOUNT
from rowlock.payments.providers.protocol import RefundState
from rowlock.payments.types import Payment

Status = Literal["pending", "confirmed", "processing", "shipped", "delivered", "cancelled", "refunded"]
PaymentStatus = Literal["unpaid", "authorized", "paid", "partially_refunded", "refunded", "failed"]

Amount = Annotated[int, Meta(ge=1, le=LARGEST_AMOUNT)]
Note = Annotated[str, Meta(min_length=1, max_length=1000)]
Email = Annotated[str, Meta(min_length=3, max_length=254)]


class CreateOrder(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How to order the cart. It goes to `shipping_address`, or to `address_id` of the buyer's address book. A guest
    gives an `email`; `expected_total` refuses a total the buyer did not see. A coupon in the cart that
    does not apply refuses the order, unless the total without it is the expected one. With a provider as
    `payment_method` the order is `pending` until it is paid, and cancelled where it is not in time.
    """

    shipping_address: Address | None = None
    address_id: UUID | None = None
    billing_address: Address | None = None
    email: Email | None = None
    shipping_method: Annotated[str, Meta(min_length=1, max_length=50)] | None = None
    payment_method: Literal["manual", "stripe", "paypal"] = "manual"
    expected_total: Annotated[int, Meta(ge=0, le=LARGEST_AMOUNT)] | None = None
    note: Note | None = None


class Shipment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Who carries it, and where to look for it."""

    carrier: Line
    tracking_number: Annotated[str, Meta(min_length=1, max_length=100)]
    url: Annotated[str, Meta(max_length=500, pattern=r"^https?://")] | None = None


class ChangeStatus(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The next status. A shipment may be given with `shipped`."""

    status: Status
    note: Note | None = None
    shipment: Shipment | None = None


class CancelOrder(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Why, if the buyer says."""

    reason: Note | None = None


class RefundItem(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """So many of a line, put back into stock or not."""

    item_id: UUID
    quantity: Annotated[int, Meta(ge=1, le=10_000)]
    restock: bool = False


class CreateRefund(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Money back: an amount, or lines whose share is reckoned, or both; neither is all that is left."""

    amount: Amount | None = None
    items: Annotated[list[RefundItem], Meta(max_length=100)] = []
    reason: Note


class RecordPayment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Money that the shop took itself, in the minor unit of the order's currency."""

    amount: Amount


class TakenFrom(msgspec.Struct):
    """How many of a line were taken from one location."""

    location_id: UUID
    code: str
    name: str
    quantity: int


class OrderItem(msgspec.Struct):
    """A line as it was bought; later changes of the catalogue do not touch it. `taken_from` is for admins."""

    id: UUID
    product_id: UUID
    variant_id: UUID
    sku: str
    name: str
    options: dict[str, str]
    quantity: int
    unit_price: int
    discount: int
    tax: int
    line_total: int
    refunded_quantity: int = 0
    shipped_quantity: int = 0
    taken_from: list[TakenFrom] | msgspec.UnsetType = msgspec.UNSET


class OrderPayment(msgspec.Struct, omit_defaults=True):
    """How the order is paid. With `client_secret` the buyer's browser pays at the provider; it stands in the answer to
    a new order and in that of `POST /orders/{id}/payments/intent`."""

    provider: str
    client_secret: str | None = None


class Order(msgspec.Struct):
    """An order. `token` is shown once, to a guest, and opens the order with `X-Order-Token`; `payments` and `refunds`
    are for admins."""

    id: UUID
    number: str
    status: Status
    payment_status: PaymentStatus
    currency: str
    items: list[OrderItem]
    subtotal: int
    discount_total: int
    shipping_total: int
    tax_total: int
    prices_include_tax: bool
    total: int
    paid_total: int
    refunded_total: int
    shipping_method: str
    shipping_address: Address
    billing_address: Address
    email: str
    coupon: str | None
    note: str | None
    payment: OrderPayment
    placed_at: datetime
    updated_at: datetime
    token: str | msgspec.UnsetType = msgspec.UNSET
    payments: list[Payment] | msgspec.UnsetType = msgspec.UNSET
    refunds: "list[Refund] | msgspec.UnsetType" = msgspec.UNSET


class OrderRow(msgspec.Struct, frozen=True):
    """An order with its lines, as one row."""

    id: UUID
    number: str
    user_id: UUID | None
    status: Status
    payment_status: PaymentStatus
    payment_provider: str
    currency: str
    items: list[OrderItem]
    subtotal: int
    discount_total: int
    shipping_total: int
    tax_total: int
    prices_include_tax: bool
    total: int
    paid_total: int
    refunded_total: int
    coupon: str | None
    shipping_method: str
    shipping_address: Address
    billing_address: Address
    email: str
    note: str | None
    placed_at: datetime
    updated_at: datetime


class OrderSummary(msgspec.Struct):
    """An order in a list."""

    id: UUID
    number: str
    email: str
    status: Status
    payment_status: PaymentStatus
    total: int
    refunded_total: int
    currency: str
    item_count: int
    placed_at: datetime


class PendingAges(msgspec.Struct, frozen=True):
    """How many orders wait for the shop, by how long ago they were placed; each status counts to 10,000."""

    total: int
    under_a_day: int
    under_three_days: int
    under_a_week: int
    older: int
    oldest_at: datetime | None


class PendingOrders(msgspec.Struct):
    """Orders that wait for the shop, the oldest first, and how old all of them are."""

    items: list[OrderSummary]
    total: int
    total_capped: bool
    next_cursor: str | None
    by_age: PendingAges


class VendorItem(msgspec.Struct):
    """A line that a vendor sold, as it was bought. What was sent back is in `refunded_quantity`."""

    id: UUID
    product_id: UUID
    variant_id: UUID
    sku: str
    name: str
    options: dict[str, str]
    quantity: int
    unit_price: int
    discount: int
    line_total: int
    refunded_quantity: int


class ShipTo(msgspec.Struct):
    """As much of where an order goes as packing needs."""

    country: str
    region: str | None


class VendorOrder(msgspec.Struct):
    """What a vendor sees of an order: his own lines, and `items_total`, their sum."""

    id: UUID
    number: str
    status: Status
    currency: str
    items: list[VendorItem]
    item_count: int
    items_total: int
    shipping_method: str
    ship_to: ShipTo
    placed_at: datetime


class OrderHistory(msgspec.Struct):
    """Finished orders of one buyer and what they came to over the years."""

    items: list[OrderSummary]
    next_cursor: str | None
    lifetime: "Lifetime"


class Lifetime(msgspec.Struct):
    """All orders of a buyer that were not cancelled, in the minor unit of `currency`."""

    orders: int
    spent: int
    refunded: int
    currency: str


class LifetimeRow(msgspec.Struct, frozen=True):
    orders: int
    spent: int
    refunded: int


class TimelineEntry(msgspec.Struct):
    """A step the order took."""

    status: Status
    at: datetime
    note: str | None


class SentShipment(msgspec.Struct):
    """A parcel on its way with what is in it."""

    id: UUID
    carrier: str
    tracking_number: str
    url: str | None
    items: list["ShippedItem"]
    shipped_at: datetime


class ShippedItem(msgspec.Struct):
    item_id: UUID
    name: str
    quantity: int


class Tracking(msgspec.Struct):
    """Where an order is."""

    status: Status
    timeline: list[TimelineEntry]
    shipments: list[SentShipment]


class RefundedItem(msgspec.Struct):
    item_id: UUID
    quantity: int
    restock: bool


class Refund(msgspec.Struct):
    """Money that went back, or is on its way where its `state` is `pending` or `unknown`. One that `failed` counts no
    more."""

    id: UUID
    order_id: UUID
    amount: int
    currency: str
    reason: str
    items: list[RefundedItem]
    state: RefundState
    created_at: datetime


class PlacedOrder(msgspec.Struct, frozen=True):
    """What PostgreSQL adds to a new order."""

    id: UUID
    placed_at: datetime
    item_ids: list[UUID]
    redeemed: int


class PricingTrace(msgspec.Struct, frozen=True):
    """How an order's total came about; None where its lines tell all."""

    trace: ExplainedCart | None


class LockedOrder(msgspec.Struct, frozen=True):
    """What decides whether an order may change; its row is locked."""

    id: UUID
    number: str
    user_id: UUID | None
    status: Status
    payment_status: PaymentStatus
    payment_provider: str
    currency: str
    total: int
    paid_total: int
    refunded_total: int
    items: list["LockedItem"]


class LockedItem(msgspec.Struct, frozen=True):
    """A line of a locked order. `charged` is what was paid for it, its tax with it."""

    id: UUID
    variant_id: UUID
    quantity: int
    charged: int
    refunded_quantity: int
    restocked_quantity: int
    shipped_quantity: int


class ShortLine(msgspec.Struct, frozen=True):
    """A line that cannot be served."""

    variant_id: UUID
    sku: str
    name: str
    requested: int
    available: int
