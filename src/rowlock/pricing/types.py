"""Prices as they cross the wire and come out of rows."""

from uuid import UUID

import msgspec


class ShippingMethodRow(msgspec.Struct, frozen=True):
    id: UUID
    code: str
    name: str
    amount: int
    estimate_days: int | None


class ShippingMethod(msgspec.Struct):
    """A way for an order to travel. `amount` in the minor unit of `currency`."""

    id: UUID
    code: str
    name: str
    amount: int
    currency: str
    estimate_days: int | None
