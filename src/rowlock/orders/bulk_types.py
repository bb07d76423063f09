"""One step of many orders, as it is asked for and answered."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from rowlock.orders.types import Note, Status


class BulkStatus(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One step for many orders, each for itself. `refunded` is no step, and a parcel is given with a single one."""

    order_ids: Annotated[list[UUID], Meta(min_length=1, max_length=100)]
    status: Status
    note: Note | None = None


class SteppedOrder(msgspec.Struct):
    """What became of one of many orders: the status it has, or why it did not take the step."""

    order_id: UUID
    changed: bool
    status: Status | None = None
    code: str | None = None
    detail: str | None = None


class OrderNumber(msgspec.Struct, frozen=True):
    """What an order is called."""

    order_id: UUID
    number: str
