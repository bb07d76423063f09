"""Returns as they cross the wire and come out of rows."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from rowlock.orders.shipment_types import ParcelItem
from rowlock.orders.types import Amount, Note

ReturnStatus = Literal["requested", "approved", "rejected", "cancelled", "received"]


class RequestReturn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What the buyer wants to send back, and why."""

    items: Annotated[list[ParcelItem], Meta(min_length=1, max_length=100)]
    reason: Note


class DecideReturn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What the shop tells the buyer: where to send it, or why not."""

    note: Note | None = None


class ReceivedItem(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """So many of a line arrived, and go back into stock or not."""

    item_id: UUID
    quantity: Annotated[int, Meta(ge=0, le=10_000)]
    restock: bool = False


class ReceiveReturn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What arrived; without `items` all that was asked for, none of it fit for sale. Unless `refund` is false, what was
    paid for it goes back, or another `amount`."""

    items: Annotated[list[ReceivedItem], Meta(max_length=100)] = []
    refund: bool = True
    amount: Amount | None = None
    note: Note | None = None


class ReturnItem(msgspec.Struct, frozen=True):
    """So many of a line; what of it arrived and went back into stock is known when the return is `received`."""

    item_id: UUID
    sku: str
    name: str
    options: dict[str, str]
    quantity: int
    received_quantity: int
    restocked_quantity: int


class OrderReturn(msgspec.Struct, frozen=True):
    """A return. `reason` is the buyer's, `note` the shop's answer; `refund_id` names the money that went back."""

    id: UUID
    order_id: UUID
    order_number: str
    status: ReturnStatus
    reason: str
    note: str | None
    refund_id: UUID | None
    requested_at: datetime
    decided_at: datetime | None
    received_at: datetime | None
    items: list[ReturnItem]


class OrderReturns(msgspec.Struct, frozen=True):
    """The returns of an order, oldest first, and how many of each line may still be returned."""

    items: list[OrderReturn]
    returnable: list["Returnable"]


class Returnable(msgspec.Struct, frozen=True):
    """How many of a line may be returned."""

    item_id: UUID
    quantity: int
