"""What lists of products are narrowed to, how they are answered, and what comes out of their rows."""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import msgspec

from rowlock.catalogue.types.requests import ProductStatus

MOST_CANDIDATES: Final = 10_000
"""Ranking and counting more would cost more than it helps: nobody reads so far."""

MOST_OF_A_BEGINNING: Final = 3_000
"""The same where the words are no more than a beginning that very many products have."""

Sort = Literal["relevance", "newest", "price", "-price", "name", "popular"]


class ProductFilters(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of products is narrowed to; None does not narrow. Values of one option are alternatives."""

    q: str | None = None
    status: ProductStatus = "active"
    category_id: UUID | None = None
    tag: str | None = None
    vendor_id: UUID | None = None
    min_price: int | None = None
    max_price: int | None = None
    in_stock: bool | None = None
    on_sale: bool | None = None
    featured: bool | None = None
    options: tuple[tuple[str, str], ...] = ()


class VendorProductFilters(msgspec.Struct, frozen=True, kw_only=True):
    """What a vendor's list of his own products is narrowed to; None does not narrow."""

    vendor_id: UUID
    status: ProductStatus | None = None
    q: str | None = None


class CategoryFacet(msgspec.Struct):
    """A category that a list can be narrowed to; `value` is its id."""

    value: UUID
    slug: str
    name: str
    count: int


class FacetValue(msgspec.Struct):
    """A tag or an option's value that a list can be narrowed to."""

    value: str
    count: int


class PriceBar(msgspec.Struct):
    """Products whose price is from `min` to `max`, both included, in the minor unit."""

    min: int
    max: int
    count: int


class Facets(msgspec.Struct):
    """What a list can be narrowed to. A filter that is set does not lessen the counts beside its own value: with a size
    chosen, `option.size` still tells how many there are of the others. Where more than 10,000 products match, that many
    are counted, or 3,000 where the words are a mere beginning; `capped` is true then."""

    category: list[CategoryFacet]
    tag: list[FacetValue]
    option: dict[str, list[FacetValue]]
    price: list[PriceBar]
    capped: bool


class Choice(msgspec.Struct, frozen=True):
    """One facet that a list is narrowed to: the numbers of the values that are chosen, any of which will do."""

    kind: str
    name: str
    ids: tuple[int, ...]


class Narrowed(msgspec.Struct, frozen=True, kw_only=True):
    """Filters as the database compares them. `words` is a tsquery; `name` and `beginnings` are what names are ranked
    by."""

    filters: ProductFilters
    choices: tuple[Choice, ...] = ()
    flags: tuple[str, ...] = ()
    """Numbers of what a product must be, or must not be where a "!" stands before it."""
    words: str | None = None
    name: str = ""
    beginnings: tuple[str, ...] = ()
    broad: int = 0
    """How many products there are at least, as they were last counted; 0 where nobody knows."""
    most_candidates: int = MOST_CANDIDATES
    """How many are ranked and counted at most."""


class NumberedFacet(msgspec.Struct, frozen=True):
    """Which of the facets asked for has which number."""

    place: int
    id: int
    products: int


class ReadWords(msgspec.Struct, frozen=True):
    """What somebody typed, as it is asked for and ranked by."""

    words: str
    name: str
    beginnings: list[str]


class FacetCount(msgspec.Struct, frozen=True):
    """A facet, or a bar of prices, of the products of a list."""

    kind: str
    key: str
    name: str
    label: str
    slug: str | None
    products: int
    min_price: int | None
    max_price: int | None
    is_capped: bool


class MissedSearch(msgspec.Struct):
    """Words that found nothing, with how often they were looked for and when last."""

    words: str
    times: int
    last_at: datetime


class DocumentByInstant(msgspec.Struct, frozen=True):
    """A document with the key its list is ordered by."""

    product_id: UUID
    key: datetime
    document: bytes


class DocumentByNumber(msgspec.Struct, frozen=True):
    """A document with the key its list is ordered by."""

    product_id: UUID
    key: int
    document: bytes


class DocumentByName(msgspec.Struct, frozen=True):
    """A document with the key its list is ordered by."""

    product_id: UUID
    key: str
    document: bytes


class FoundDocument(msgspec.Struct, frozen=True):
    """A document that a search found, with how many it found."""

    product_id: UUID
    document: bytes
    total: int
    is_capped: bool
