"""What clients send: products, variants and categories as they are made and changed."""

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

TaxClassCode = Annotated[str, Meta(min_length=1, max_length=50, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)")]


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
    tax_class: TaxClassCode = "standard"
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
    tax_class: TaxClassCode | UnsetType = UNSET
    discount: Discount | UnsetType | None = UNSET


class SaveCategory(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A category. Without a slug one is made of the name."""

    name: Name
    slug: Slug | None = None
    parent_id: UUID | None = None
    description: Annotated[str, Meta(max_length=10_000)] = ""
    position: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
