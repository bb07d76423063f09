"""What the generator passes around."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import msgspec

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is to do."""


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """How large a shop is wanted, and from what seed."""

    products: int
    customers: int
    orders: int
    seed: int


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """Hours side by side with the orders placed before and in each, and how far the shop had grown, from 0 to 1."""

    number: int
    from_at: datetime
    to_at: datetime
    hours: list[datetime]
    befores: list[int]
    counts: list[int]
    grown: list[float]

    @property
    def orders(self) -> int:
        return sum(self.counts)


class DrawnLines(msgspec.Struct, frozen=True):
    """Order lines side by side, those of one order together."""

    numbers: list[int]
    variant_ids: list[UUID]
    quantities: list[int]
    unit_prices: list[int]


class StoredRendition(msgspec.Struct, frozen=True):
    """A picture in one size: WebP, and JPEG for whoever cannot show that."""

    url: str
    width: int
    height: int
    format: str
    jpeg_url: str
