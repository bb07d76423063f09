"""Products and categories as they cross the wire to clients."""

from datetime import datetime
from uuid import UUID

import msgspec

from rowlock.catalogue.types.requests import Discount, ProductStatus, Seo
from rowlock.inventory.types import LocationShare


class ProductCategory(msgspec.Struct):
    id: UUID
    slug: str
    name: str


class ProductVendor(msgspec.Struct):
    id: UUID
    name: str


class ProductOption(msgspec.Struct):
    name: str
    values: list[str]


class Variant(msgspec.Struct):
    """`price` is paid now, `compare_at_price` was the price before. `lowest_recent_price` is the lowest of the 30 days
    before a reduction: null where nothing is reduced, and where there was no price before it. `available`, `barcode`
    and `locations`, in the order that sales take from them, are for admins and the vendor."""

    id: UUID
    sku: str
    name: str
    options: dict[str, str]
    price: int
    compare_at_price: int | None
    lowest_recent_price: int | None
    in_stock: bool
    available: int | None
    max_per_order: int | None
    weight_grams: int | None
    barcode: str | None
    locations: list[LocationShare] | msgspec.UnsetType = msgspec.UNSET


class Rendition(msgspec.Struct):
    """A picture in one size, and the same as JPEG for who cannot show its `format`."""

    url: str
    width: int
    height: int
    format: str
    jpeg_url: str


class Image(msgspec.Struct):
    """A picture with its sizes `thumb`, `card` and `zoom`; `source_url` is where an import said it was."""

    id: UUID
    alt: str
    position: int
    variant_id: UUID | None
    source_url: str | None
    renditions: dict[str, Rendition]


class Product(msgspec.Struct):
    """A product as the storefront reads it. Amounts are in the minor unit of `currency`; the prices are those of its
    cheapest variant."""

    id: UUID
    slug: str
    name: str
    description: str
    status: ProductStatus
    category: ProductCategory | None
    vendor: ProductVendor | None
    currency: str
    price: int
    compare_at_price: int | None
    lowest_recent_price: int | None
    on_sale: bool
    is_featured: bool
    in_stock: bool
    options: list[ProductOption]
    variants: list[Variant]
    images: list[Image]
    tags: list[str]
    discount: Discount | None
    seo: Seo
    attributes: dict[str, str]
    created_at: datetime
    updated_at: datetime


class Category(msgspec.Struct):
    """A category with the number of active products in it and below it, and of those in itself."""

    id: UUID
    slug: str
    name: str
    description: str
    parent_id: UUID | None
    position: int
    product_count: int
    own_product_count: int
    breadcrumb: list[ProductCategory]


class CategoryNode(msgspec.Struct):
    """A category with those below it."""

    id: UUID
    slug: str
    name: str
    position: int
    product_count: int
    own_product_count: int
    children: list["CategoryNode"]


class TagCount(msgspec.Struct):
    value: str
    count: int
