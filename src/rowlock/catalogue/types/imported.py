"""A product as a file describes it, and as it is known already."""

from uuid import UUID

import msgspec
from msgspec import UnsetType

from rowlock.catalogue.types.documents import ProductOption
from rowlock.catalogue.types.requests import ProductStatus


class ImportedVariant(msgspec.Struct, kw_only=True, frozen=True):
    """A variant of a file. A blank SKU is matched by options, and made up for a new variant; without `stock` the stock
    stays as it is."""

    sku: str | None
    options: dict[str, str]
    price: int
    compare_at_price: int | None = None
    stock: int | None = None
    weight_grams: int | None = None
    barcode: str | None = None
    image_url: str | None = None


class ImportedImage(msgspec.Struct, kw_only=True, frozen=True):
    """Where a file says a picture is."""

    url: str
    alt: str = ""


class ImportedProduct(msgspec.Struct, kw_only=True, frozen=True):
    """A product of a file, found again by its slug. The description is HTML as it came; images in their order."""

    slug: str
    name: str
    description: str = ""
    status: ProductStatus = "draft"
    currency: str
    vendor: str | None = None
    category: str | None = None
    tags: list[str] = []
    option_names: list[str] = []
    seo_title: str | None = None
    seo_description: str | None = None
    variants: list[ImportedVariant]
    images: list[ImportedImage] = []


class KnownProduct(msgspec.Struct, frozen=True):
    """A locked product that a file names, be it by a slug that it had before, with the words that a file has for its
    category and vendor."""

    named_as: str
    id: UUID
    slug: str
    name: str
    description: str
    status: ProductStatus
    category_id: UUID | None
    category_slug: str | None
    category_name: str | None
    vendor_id: UUID | None
    vendor_name: str | None
    tags: list[str]
    options: list[ProductOption]
    seo_title: str | None
    seo_description: str | None


class KnownVariant(msgspec.Struct, frozen=True):
    """A live variant of such a product."""

    id: UUID
    product_id: UUID
    sku: str
    position: int
    options: dict[str, str]
    price: int
    compare_at_price: int | None
    weight_grams: int | None
    barcode: str | None
    on_hand: int


class KnownImage(msgspec.Struct, frozen=True):
    """A picture of such a product: at an address outside, or one of our own with all of its addresses."""

    product_id: UUID
    variant_id: UUID | None
    alt: str
    source_url: str | None
    own_urls: list[str]


class Keyed(msgspec.Struct, frozen=True):
    """The id of what has this name."""

    key: str
    id: UUID


class SkuOwner(msgspec.Struct, frozen=True):
    """The product of a SKU."""

    sku: str
    product_id: UUID


class PriceLine(msgspec.Struct, frozen=True):
    """The price of a SKU. A file without the column leaves the compare-at price, an empty cell takes it away."""

    sku: str
    price: int
    compare_at_price: int | UnsetType | None


class StockLine(msgspec.Struct, frozen=True):
    """The stock of a SKU: a number, if need be only where it still is the one `expected`, or a difference."""

    sku: str
    on_hand: int | None
    expected: int | None
    delta: int


class PricedVariant(msgspec.Struct, frozen=True):
    """A variant of a locked product, by its SKU."""

    id: UUID
    product_id: UUID
    sku: str
    price: int
    compare_at_price: int | None
