"""What comes out of rows, and what lists are narrowed to."""

from datetime import datetime
from uuid import UUID

import msgspec

from rowlock.catalogue.types.documents import ProductOption
from rowlock.catalogue.types.requests import ProductStatus


class ProductFilters(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of products is narrowed to; None does not narrow."""

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
    options: tuple[str, ...] | None = None


class VendorProductFilters(msgspec.Struct, frozen=True, kw_only=True):
    """What a vendor's list of his own products is narrowed to; None does not narrow."""

    vendor_id: UUID
    status: ProductStatus | None = None
    q: str | None = None


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
    seo_title: str | None
    seo_description: str | None
    discount_type: str | None
    discount_value: int | None
    discount_starts_at: datetime | None
    discount_ends_at: datetime | None
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


class VisibleProduct(msgspec.Struct, frozen=True):
    """A document with what decides who may see it."""

    product_id: UUID
    status: ProductStatus
    vendor_id: UUID | None
    version: int
    document: bytes


class CategoryRow(msgspec.Struct, frozen=True):
    id: UUID
    slug: str
    name: str
    description: str
    parent_id: UUID | None
    position: int
    product_count: int


class StockRow(msgspec.Struct, frozen=True):
    variant_id: UUID
    on_hand: int
