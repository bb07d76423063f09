"""Parcels and notes as they cross the wire."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from rowlock.accounts.types import Line
from rowlock.orders.types import Note

TrackingNumber = Annotated[str, Meta(min_length=1, max_length=100)]
TrackingUrl = Annotated[str, Meta(max_length=500, pattern=r"^https?://")]


class ParcelItem(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """So many of a line."""

    item_id: UUID
    quantity: Annotated[int, Meta(ge=1, le=10_000)]


class CreateShipment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A parcel: who carries it, and what is in it; without `items` all that is left of the order."""

    carrier: Line
    tracking_number: TrackingNumber
    url: TrackingUrl | None = None
    items: Annotated[list[ParcelItem], Meta(max_length=100)] = []


class CorrectShipment(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Another carrier, number or link of a parcel; what is not given stays."""

    carrier: Line | msgspec.UnsetType = msgspec.UNSET
    tracking_number: TrackingNumber | msgspec.UnsetType = msgspec.UNSET
    url: TrackingUrl | msgspec.UnsetType | None = msgspec.UNSET


class ParcelRow(msgspec.Struct, frozen=True):
    """How a parcel was labelled."""

    carrier: str
    tracking_number: str
    url: str | None


class CreateNote(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    text: Note


class OrderNote(msgspec.Struct):
    """What an admin noted about an order."""

    id: UUID
    text: str
    actor_id: UUID
    created_at: datetime


class OrderNotes(msgspec.Struct):
    """What was noted, the oldest first."""

    items: list[OrderNote]
