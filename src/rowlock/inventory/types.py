"""Stock as it crosses the wire and comes out of rows."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

Reason = Literal["initial", "import", "adjustment", "sale", "cancel", "refund"]
LARGEST_STOCK = 1_000_000_000

Count = Annotated[int, Meta(ge=0, le=LARGEST_STOCK)]
Delta = Annotated[int, Meta(ge=-LARGEST_STOCK, le=LARGEST_STOCK)]


class StockLevel(msgspec.Struct, frozen=True):
    """What one variant has after a change, and had before it."""

    variant_id: UUID
    before: int
    on_hand: int


class TakenStock(msgspec.Struct, frozen=True):
    """One variant of an order: how many there were, and whether the wanted number was taken."""

    variant_id: UUID
    available: int
    is_taken: bool


class AdjustStock(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Either `delta`, or `on_hand` with the number it was `expected` to be before."""

    variant_id: UUID
    delta: Delta | None = None
    on_hand: Count | None = None
    expected: Count | None = None
    reason: Annotated[str, Meta(min_length=1, max_length=500, examples=["counted", "broken in the warehouse"])]


class AdjustedStock(msgspec.Struct):
    """The stock after an adjustment."""

    variant_id: UUID
    on_hand: int
    delta: int


class StockMovement(msgspec.Struct):
    """One line of the stock ledger."""

    id: UUID
    variant_id: UUID
    sku: str
    delta: int
    reason: Reason
    note: str | None
    actor_id: UUID | None
    created_at: datetime


class StockAlert(msgspec.Struct):
    """A variant in sale of which few or none are left."""

    variant_id: UUID
    product_id: UUID
    sku: str
    name: str
    on_hand: int
    threshold: int
