"""Shipping and taxes as admins make and see them: zones, methods, classes, rates."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from rowlock.money import LARGEST_AMOUNT
from rowlock.pricing.types.totals import MethodKind, Tier

Amount = Annotated[int, Meta(ge=0, le=LARGEST_AMOUNT)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Code = Annotated[str, Meta(min_length=1, max_length=50, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)")]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)", examples=["GB"])]
Region = Annotated[str, Meta(min_length=1, max_length=200)]


class Place(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A country, or a region of one as addresses name it; accents and capitals do not matter."""

    country: Country
    region: Region | None = None


class SaveZone(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Places that are served alike. A place is in one zone, and that of a region comes before that of its country."""

    name: Name
    places: Annotated[list[Place], Meta(min_length=1, max_length=1_000)]


class Zone(msgspec.Struct):
    """A shipping zone with its places."""

    id: UUID
    name: str
    version: int
    places: list[Place]


class SaveTier(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """From so many grams, or so large a total of goods, on, the transport costs this."""

    starts_at: Amount = msgspec.field(name="from")
    amount: Amount


class SaveMethod(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A way to travel: into one zone, or without `zone_id` everywhere that has no own of this `code`.

    `flat` costs `amount`; `by_weight` and `by_total` cost `amount` below the first of the `tiers` and then that of the
    last one reached. From `free_over` on, in goods after discounts, it costs nothing. Carts over `max_weight_grams` it
    does not take.
    """

    code: Code
    name: Name
    zone_id: UUID | None = None
    kind: MethodKind = "flat"
    amount: Amount = 0
    tiers: Annotated[list[SaveTier], Meta(max_length=50)] = []
    free_over: Amount | None = None
    max_weight_grams: Annotated[int, Meta(ge=1, le=1_000_000_000)] | None = None
    estimate_days: Annotated[int, Meta(ge=0, le=365)] | None = None
    position: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    is_active: bool = True


class Method(msgspec.Struct):
    """A shipping method as admins see it."""

    id: UUID
    code: str
    name: str
    zone_id: UUID | None
    kind: MethodKind
    amount: int
    tiers: list[Tier]
    free_over: int | None
    max_weight_grams: int | None
    estimate_days: int | None
    position: int
    is_active: bool
    version: int


class SaveTaxClass(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The name of what is taxed alike."""

    name: Name


class TaxClass(msgspec.Struct):
    """What is taxed alike, and how many products are of it, counted to 10,000. Products are `standard` unless they say
    otherwise, their transport is `shipping`."""

    code: str
    name: str
    products: int


class SaveTaxRate(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A rate in percent with up to four decimals, for a region, a country, or without one for everywhere. The nearest
    one holds."""

    tax_class: Code = "standard"
    name: Name
    country: Country | None = None
    region: Region | None = None
    rate: Annotated[float, Meta(ge=0, le=100, examples=[19.0])]


class TaxRateRow(msgspec.Struct, frozen=True):
    id: UUID
    tax_class: str
    name: str
    country: str | None
    region: str | None
    rate_ppm: int
    version: int


class TaxRateShown(msgspec.Struct):
    """A tax rate; `rate` in percent."""

    id: UUID
    tax_class: str
    name: str
    country: str | None
    region: str | None
    rate: float
    version: int
