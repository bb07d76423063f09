"""Stock as it crosses the wire and comes out of rows."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

Reason = Literal["initial", "import", "adjustment", "sale", "cancel", "refund", "transfer"]
Level = Literal["low", "out"]
LARGEST_STOCK = 1_000_000_000
MOST_AT_ONCE = 100

Count = Annotated[int, Meta(ge=0, le=LARGEST_STOCK)]
Delta = Annotated[int, Meta(ge=-LARGEST_STOCK, le=LARGEST_STOCK)]
Pieces = Annotated[int, Meta(ge=1, le=LARGEST_STOCK)]
Why = Annotated[str, Meta(min_length=1, max_length=500, examples=["counted", "broken in the warehouse"])]
Sku = Annotated[str, Meta(min_length=1, max_length=100)]
Code = Annotated[str, Meta(max_length=50, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)", examples=["north"])]
LocationName = Annotated[str, Meta(min_length=1, max_length=200)]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)", examples=["DE"])]
Region = Annotated[str, Meta(min_length=1, max_length=100)]
Position = Annotated[int, Meta(ge=0, le=1_000_000)]


class StockLevel(msgspec.Struct, frozen=True):
    """What one variant has after a change, and had before it."""

    variant_id: UUID
    before: int
    on_hand: int


class LockedStock(msgspec.Struct, frozen=True):
    """What there is of a variant whose row is locked; `elsewhere` is what lies at other than the default location."""

    variant_id: UUID
    on_hand: int
    elsewhere: dict[UUID, int] | None
    threshold: int

    def at(self, location: "LockedLocation | None") -> int:
        """How many lie there; without a location, everywhere."""
        if location is None:
            return self.on_hand
        elsewhere = self.elsewhere or {}
        return self.on_hand - sum(elsewhere.values()) if location.is_default else elsewhere.get(location.id, 0)


class TakenStock(msgspec.Struct, frozen=True):
    """One variant of an order: how many there were, and whether the wanted number was taken."""

    variant_id: UUID
    available: int
    is_taken: bool


class KnownSku(msgspec.Struct, frozen=True):
    """A variant that has an SKU."""

    variant_id: UUID
    sku: str


class AdjustStock(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Either `delta`, or `on_hand` with the number it was `expected` to be before; both of the location where one is
    named, else of the whole."""

    variant_id: UUID
    delta: Delta | None = None
    on_hand: Count | None = None
    expected: Count | None = None
    location_id: UUID | None = None
    reason: Why


class AdjustedStock(msgspec.Struct):
    """The stock of a variant after an adjustment, over all locations."""

    variant_id: UUID
    on_hand: int
    delta: int


class AdjustSku(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One of many adjustments: of the variant with this SKU, or of `variant_id`."""

    sku: Sku | None = None
    variant_id: UUID | None = None
    delta: Delta | None = None
    on_hand: Count | None = None
    expected: Count | None = None
    location_id: UUID | None = None


class AdjustSkus(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Up to 100 adjustments for one reason; each is made or refused by itself."""

    items: Annotated[list[AdjustSku], Meta(min_length=1, max_length=MOST_AT_ONCE)]
    reason: Why


class AdjustedSku(msgspec.Struct):
    """What became of one adjustment: the stock after it over all locations, or why it was refused."""

    sku: str | None
    variant_id: UUID | None
    adjusted: bool
    on_hand: int | None = None
    delta: int | None = None
    code: str | None = None
    detail: str | None = None


class TransferItem(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    variant_id: UUID
    quantity: Pieces


class TransferStock(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Up to 100 variants that go from one location to another, all or none."""

    from_location_id: UUID
    to_location_id: UUID
    items: Annotated[list[TransferItem], Meta(min_length=1, max_length=MOST_AT_ONCE)]
    note: Why | None = None


class LocationShare(msgspec.Struct):
    """How many lie at one location."""

    location_id: UUID
    code: str
    name: str
    on_hand: int


class VariantLocation(msgspec.Struct, frozen=True):
    """How many of a variant lie at one location."""

    variant_id: UUID
    location_id: UUID
    code: str
    name: str
    on_hand: int


class StockRow(msgspec.Struct, frozen=True):
    """The stock of a variant as a row."""

    variant_id: UUID
    product_id: UUID
    sku: str
    name: str
    on_hand: int
    threshold: int
    updated_at: datetime


class Stock(msgspec.Struct):
    """The stock of a variant, and where it lies in the order of allocation."""

    variant_id: UUID
    product_id: UUID
    sku: str
    name: str
    on_hand: int
    threshold: int
    locations: list[LocationShare]
    updated_at: datetime


class StockLine(msgspec.Struct):
    """A variant in the list of the stock. `status` is that of its product."""

    variant_id: UUID
    product_id: UUID
    sku: str
    name: str
    options: dict[str, str]
    status: str
    on_hand: int
    threshold: int


class TransferredStock(msgspec.Struct):
    """A transfer, and where its goods lie afterwards. The ledger has its id as `reference_id`."""

    id: UUID
    items: list[Stock]


class SetThreshold(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """From how few pieces on the variant is said to run low."""

    threshold: Annotated[int, Meta(ge=0, le=1_000_000)]


class CreateLocation(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A place where stock lies. Without a `position` it is the last that sales take from."""

    code: Code
    name: LocationName
    country: Country | None = None
    region: Region | None = None
    position: Position | None = None


class UpdateLocation(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What is to be another; what is not sent stays."""

    code: Code | UnsetType = UNSET
    name: LocationName | UnsetType = UNSET
    country: Country | UnsetType | None = UNSET
    region: Region | UnsetType | None = UNSET
    position: Position | UnsetType = UNSET
    is_active: bool | UnsetType = UNSET


class Location(msgspec.Struct):
    """A location with the pieces of all variants that lie there. Sales take from the lowest `position` first."""

    id: UUID
    code: str
    name: str
    country: str | None
    region: str | None
    position: int
    is_default: bool
    is_active: bool
    on_hand: int
    created_at: datetime
    updated_at: datetime


class NamedLocation(msgspec.Struct, frozen=True):
    """What a location is called, for those who choose one."""

    id: UUID
    code: str
    name: str
    is_active: bool


class LocationRow(msgspec.Struct, frozen=True):
    """A locked location."""

    id: UUID
    code: str
    name: str
    country: str | None
    region: str | None
    position: int
    is_default: bool
    is_active: bool


class LockedLocation(msgspec.Struct, frozen=True):
    """A location that stays what it is until the end of the transaction."""

    id: UUID
    code: str
    is_default: bool
    is_active: bool


class StockMovement(msgspec.Struct):
    """One line of the stock ledger. `balance` is the stock of the variant after it, given in the list of one variant;
    `reference_id` is the refund or the transfer that it belongs to."""

    id: UUID
    variant_id: UUID
    sku: str
    delta: int
    balance: int | None
    reason: Reason
    note: str | None
    actor_id: UUID | None
    order_id: UUID | None
    order_number: str | None
    reference_id: UUID | None
    location_id: UUID
    location_code: str
    created_at: datetime


class StockAlert(msgspec.Struct):
    """A variant in sale of which few or none are left. `days_of_cover` is how long they last at the pace of the last
    28 days, null where none were sold."""

    variant_id: UUID
    product_id: UUID
    sku: str
    name: str
    on_hand: int
    threshold: int
    sold_28_days: int
    days_of_cover: float | None
    since: datetime
    sold_out_at: datetime | None


class Origin(msgspec.Struct, frozen=True):
    """How many of an order line were taken from one location."""

    order_item_id: UUID
    location_id: UUID
    code: str
    name: str
    quantity: int


class AlertMails(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which mails about low stock an admin wants: `digest` at most once a day with what ran low since the last one,
    `sold_out` at once when something sells out."""

    digest: bool
    sold_out: bool


class NotifyMe(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Who wants to know when a variant is back. A customer may leave out `email`."""

    variant_id: UUID
    email: Annotated[str, Meta(min_length=3, max_length=254)] | None = None


class AlertMailRow(msgspec.Struct, frozen=True):
    """What an admin asked for."""

    wants_digest: bool
    wants_sold_out: bool


class AlertLine(msgspec.Struct, frozen=True):
    """A variant in a mail about low stock."""

    sku: str
    name: str
    on_hand: int
    threshold: int


class DueDigest(msgspec.Struct, frozen=True):
    """An admin whose digest is due, with what ran low later than `since`."""

    user_id: UUID
    since: datetime


class SoldOut(msgspec.Struct, frozen=True):
    """A variant that sold out, and when."""

    variant_id: UUID
    sold_out_at: datetime


class DueNotice(msgspec.Struct, frozen=True):
    """Somebody who is to be told that a variant is back."""

    id: UUID
    due_at: datetime


class Notice(msgspec.Struct, frozen=True):
    """What a mail says to somebody who waited for a variant."""

    id: UUID
    email: str
    name: str
    slug: str
    options: dict[str, str]
    is_in_stock: bool
