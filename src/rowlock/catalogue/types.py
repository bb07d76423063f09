"""Products, variants and categories as they cross the wire and come out of rows."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from rowlock.inventory.types import Count
from rowlock.money import LARGEST_AMOUNT

MOST_VARIANTS = 250
MOST_IMAGES = 250
MOST_TAGS = 50

ProductStatus = Literal["draft", "active", "archived"]

Name = Annotated[str, Meta(min_length=1, max_length=200)]
# Here and elsewhere, `$` alone would let one line break pass at the end.
Slug = Annotated[
    str, Meta(min_length=1, max_length=200, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)", examples=["enamel-mug"])
]
Html = Annotated[str, Meta(max_length=50_000)]
Tag = Annotated[str, Meta(min_length=1, max_length=100)]
Sku = Annotated[str, Meta(min_length=1, max_length=100, examples=["MUG-350"])]
Price = Annotated[int, Meta(ge=0, le=LARGEST_AMOUNT)]
Options = Annotated[
    dict[Annotated[str, Meta(min_length=1, max_length=100)], Annotated[str, Meta(min_length=1, max_length=200)]],
    Meta(max_length=3, examples=[{"size": "M"}]),
]
Attributes = Annotated[
    dict[Annotated[str, Meta(min_length=1, max_length=100)], Annotated[str, Meta(max_length=1_000)]],
    Meta(max_length=100),
]


class Seo(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What search engines are told instead of name and description."""

    title: Annotated[str, Meta(max_length=200)] | None = None
    description: Annotated[str, Meta(max_length=1_000)] | None = None


class Discount(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Taken off every variant's price while it lasts. `value` is percent with up to two decimals (12.5), or an amount
    in the minor unit; the start is included, the end is not."""

    type: Literal["percentage", "fixed"]
    value: Annotated[float, Meta(gt=0, le=LARGEST_AMOUNT)]
    starts_at: Annotated[datetime, Meta(tz=True)] | None = None
    ends_at: Annotated[datetime, Meta(tz=True)] | None = None


class CreateVariant(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One thing that can be bought. Without a SKU one is made of the product's slug and the options."""

    sku: Sku | None = None
    options: Options = {}
    price: Price
    compare_at_price: Price | None = None
    stock: Count = 0
    max_per_order: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    weight_grams: Annotated[int, Meta(ge=0, le=10_000_000)] | None = None
    barcode: Annotated[str, Meta(max_length=100)] | None = None


class UpdateVariant(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Only what is given changes. Stock changes by adjustment, so that the ledger has its reason."""

    sku: Sku | UnsetType = UNSET
    options: Options | UnsetType = UNSET
    price: Price | UnsetType = UNSET
    compare_at_price: Price | UnsetType | None = UNSET
    max_per_order: Annotated[int, Meta(ge=1, le=10000)] | UnsetType | None = UNSET
    weight_grams: Annotated[int, Meta(ge=0, le=10000000)] | UnsetType | None = UNSET
    barcode: Annotated[str, Meta(max_length=100)] | UnsetType | None = UNSET


class ReplaceProduct(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A product without its variants, whole: what is left out takes its default."""

    name: Name
    slug: Slug | None = None
    description: Html = ""
    category_id: UUID | None = None
    status: ProductStatus = "draft"
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)")] | None = None
    is_featured: bool = False
    tags: Annotated[list[Tag], Meta(max_length=MOST_TAGS)] = []
    seo: Seo | None = None
    attributes: Attributes = {}
    discount: Discount | None = None


class CreateProduct(ReplaceProduct, forbid_unknown_fields=True, kw_only=True):
    """A product with at least one variant. Without a slug one is made of the name; the description is HTML, of which
    only harmless tags are kept."""

    variants: Annotated[list[CreateVariant], Meta(min_length=1, max_length=MOST_VARIANTS)]


class UpdateProduct(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Only what is given changes; `null` empties a field that may be empty."""

    name: Name | UnsetType = UNSET
    slug: Slug | UnsetType = UNSET
    description: Html | UnsetType = UNSET
    category_id: UUID | UnsetType | None = UNSET
    status: ProductStatus | UnsetType = UNSET
    is_featured: bool | UnsetType = UNSET
    tags: Annotated[list[Tag], Meta(max_length=MOST_TAGS)] | UnsetType = UNSET
    seo: Seo | UnsetType | None = UNSET
    attributes: Attributes | UnsetType = UNSET
    discount: Discount | UnsetType | None = UNSET


class SaveCategory(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A category. Without a slug one is made of the name."""

    name: Name
    slug: Slug | None = None
    parent_id: UUID | None = None
    description: Annotated[str, Meta(max_length=10_000)] = ""
    position: Annotated[int, Meta(ge=0, le=1_000_000)] = 0


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
    """`price` is paid now, `compare_at_price` was the price before. `available` is for admins and the vendor."""

    id: UUID
    sku: str
    name: str
    options: dict[str, str]
    price: int
    compare_at_price: int | None
    in_stock: bool
    available: int | None
    max_per_order: int | None
    weight_grams: int | None


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
    """A product as the storefront reads it. Amounts are in the minor unit of `currency`."""

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
    """A category with the number of active products in it and below it."""

    id: UUID
    slug: str
    name: str
    description: str
    parent_id: UUID | None
    position: int
    product_count: int
    breadcrumb: list[ProductCategory]


class CategoryNode(msgspec.Struct):
    """A category with those below it."""

    id: UUID
    slug: str
    name: str
    position: int
    product_count: int
    children: list["CategoryNode"]


class TagCount(msgspec.Struct):
    value: str
    count: int


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


class ImageRow(msgspec.Struct, frozen=True):
    variant_id: UUID | None
    alt: str
    source_url: str


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
