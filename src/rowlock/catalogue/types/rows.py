"""What comes out of rows."""

from datetime import datetime
from uuid import UUID

import msgspec

from rowlock.catalogue.types.documents import ProductOption
from rowlock.catalogue.types.requests import ProductStatus
from rowlock.inventory.types import LocationShare


class ProductRow(msgspec.Struct, frozen=True):
    """A locked product as its commands need it."""

    id: UUID
    slug: str
    name: str
    description: str
    status: ProductStatus
    category_id: UUID | None
    vendor_id: UUID | None
    currency: str
    is_featured: bool
    tags: list[str]
    options: list[ProductOption]
    attributes: dict[str, str]
    tax_class: str
    seo_title: str | None
    seo_description: str | None
    discount_type: str | None
    discount_value: int | None
    discount_starts_at: datetime | None
    discount_ends_at: datetime | None
    version: int


class ProductVersion(msgspec.Struct, frozen=True):
    """How often a product has changed."""

    id: UUID
    version: int


class VariantRow(msgspec.Struct, frozen=True):
    """A variant as it is stored."""

    id: UUID
    sku: str
    position: int
    options: dict[str, str]
    price: int
    compare_at_price: int | None
    max_per_order: int | None
    weight_grams: int | None
    barcode: str | None
    on_hand: int


class ShelfRow(msgspec.Struct, frozen=True):
    """A product in a list for its editors: its lowest price now, its first picture, and all that is on hand of it."""

    id: UUID
    slug: str
    name: str
    status: ProductStatus
    currency: str
    price: int
    thumb_url: str | None
    variants: int
    on_hand: int


class VisibleProduct(msgspec.Struct, frozen=True):
    """A document with what decides who may see it."""

    product_id: UUID
    status: ProductStatus
    vendor_id: UUID | None
    version: int
    document: bytes


class RenamedProduct(msgspec.Struct, frozen=True):
    """Where a former slug leads, with what decides who may know."""

    slug: str
    status: ProductStatus
    vendor_id: UUID | None


class CategoryRow(msgspec.Struct, frozen=True):
    id: UUID
    slug: str
    name: str
    description: str
    parent_id: UUID | None
    position: int
    version: int
    product_count: int
    own_product_count: int


class StockRow(msgspec.Struct, frozen=True):
    """What only editors may know of a variant."""

    variant_id: UUID
    on_hand: int
    barcode: str | None
    locations: list[LocationShare]
