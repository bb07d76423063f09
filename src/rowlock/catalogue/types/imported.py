"""A product as a file describes it."""

import msgspec

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
