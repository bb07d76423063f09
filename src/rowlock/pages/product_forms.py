"""The forms of a product and of its variants, as the structs that commands take, and the page that they stand on."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final, Literal, get_args
from uuid import UUID

import msgspec
from litestar import Response

from rowlock.catalogue.queries import categories as category_queries
from rowlock.catalogue.queries import shelf
from rowlock.catalogue.types.documents import ProductCategory
from rowlock.catalogue.types.requests import (
    CreateProduct,
    CreateVariant,
    Discount,
    Html,
    Name,
    Price,
    ProductStatus,
    Seo,
    Sku,
    Slug,
    Tag,
    UpdateProduct,
    UpdateVariant,
)
from rowlock.catalogue.types.rows import ProductRow, VariantRow
from rowlock.db.database import Database
from rowlock.errors import InvalidValue, NotFound
from rowlock.http.requests import Request
from rowlock.inventory.types import Count
from rowlock.pages import conflicts, forms
from rowlock.pages.formats import Formats
from rowlock.pages.rendering import frame_of, page
from rowlock.pictures import queries as pictures
from rowlock.pricing import queries as pricing
from rowlock.settings import Settings

# The fields of a product, as its page and a conflict call them.
_LABELS: Final = {
    "name": "Name",
    "slug": "Slug",
    "status": "Status",
    "category_id": "Category",
    "description": "Description",
    "lines:tags": "Tags",
    "lines:attributes": "Attributes",
    "tax_class": "Tax class",
    "is_featured": "Featured",
    "discount": "Discount",
    "decimal:percent": "Percent off",
    "money:amount": "Amount off",
    "time:starts_at": "Begins",
    "time:ends_at": "Ends",
    "seo_title": "Title for search engines",
    "seo_description": "Description for search engines",
}
_HUNDREDTHS: Final = 100

Lines = Annotated[list[Annotated[str, msgspec.Meta(max_length=1_200)]], msgspec.Meta(max_length=100)]
Text = Annotated[str, msgspec.Meta(max_length=1_000)]


class ProductForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """As UpdateProduct, with all of its fields in one row, and boxes that are not ticked."""

    name: Name
    slug: Slug
    status: ProductStatus
    category_id: UUID | None = None
    description: Html = ""
    tags: list[Tag] = []
    attributes: Lines = []
    tax_class: str = "standard"
    is_featured: bool = False
    discount: Literal["none", "percentage", "fixed"] = "none"
    percent: Annotated[float, msgspec.Meta(ge=0, le=100)] | None = None
    amount: Price | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    seo_title: Text | None = None
    seo_description: Text | None = None

    def to_request(self) -> UpdateProduct:
        return UpdateProduct(
            name=self.name,
            slug=self.slug,
            description=self.description,
            category_id=self.category_id,
            status=self.status,
            is_featured=self.is_featured,
            tags=self.tags,
            seo=Seo(title=self.seo_title, description=self.seo_description),
            attributes=pairs(self.attributes, "attributes"),
            tax_class=self.tax_class,
            discount=self._discount(),
        )

    def _discount(self) -> Discount | None:
        if self.discount == "none":
            return None
        value = self.percent if self.discount == "percentage" else self.amount
        if not value:
            field = "percent" if self.discount == "percentage" else "amount"
            raise InvalidValue.at(field, "say how much it takes off")
        return Discount(type=self.discount, value=value, starts_at=self.starts_at, ends_at=self.ends_at)


class VariantForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """As UpdateVariant, whole: what is empty goes."""

    sku: Sku
    options: Lines = []
    price: Price
    compare_at_price: Price | None = None
    max_per_order: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | None = None
    weight_grams: Annotated[int, msgspec.Meta(ge=0, le=10_000_000)] | None = None
    barcode: Annotated[str, msgspec.Meta(max_length=100)] | None = None

    def to_request(self) -> UpdateVariant:
        return UpdateVariant(
            sku=self.sku,
            options=pairs(self.options, "options"),
            price=self.price,
            compare_at_price=self.compare_at_price,
            max_per_order=self.max_per_order,
            weight_grams=self.weight_grams,
            barcode=self.barcode,
        )


class NewVariantForm(VariantForm, forbid_unknown_fields=True, kw_only=True):
    """As CreateVariant; without a SKU one is made."""

    sku: Sku | None = None  # type: ignore[assignment]  # an empty one is made up
    stock: Count = 0

    def to_create(self) -> CreateVariant:
        return CreateVariant(
            sku=self.sku,
            options=pairs(self.options, "options"),
            price=self.price,
            compare_at_price=self.compare_at_price,
            stock=self.stock,
            max_per_order=self.max_per_order,
            weight_grams=self.weight_grams,
            barcode=self.barcode,
        )


class NewProductForm(NewVariantForm, forbid_unknown_fields=True, kw_only=True):
    """A product with its first variant; the rest is filled in on its page."""

    name: Name
    description: Html = ""
    status: ProductStatus = "draft"
    category_id: UUID | None = None

    def to_request(self) -> CreateProduct:  # type: ignore[override]  # a product with it, not the variant
        return CreateProduct(
            name=self.name,
            description=self.description,
            status=self.status,
            category_id=self.category_id,
            variants=[self.to_create()],
        )


def pairs(lines: list[str], field: str) -> dict[str, str]:
    """Lines like `Size: M` as names with their values."""
    found = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name.strip() or not value.strip():
            raise InvalidValue.at(field, f"{line!r} is not like Size: M")
        if name.strip() in found:
            raise InvalidValue.at(field, f"{name.strip()} stands there twice")
        found[name.strip()] = value.strip()
    return found


async def new_product_page(
    request: Request, database: Database, settings: Settings, form: forms.Form, status: int = 200
) -> Response[str]:
    """What a product needs at least."""
    async with database.primary() as db:
        names = {str(one.id): _way(one.breadcrumb) for one in await category_queries.list_categories(db)}
    return page(
        request,
        settings,
        "product_new",
        status=status,
        categories=_sorted(names),
        statuses=get_args(ProductStatus)[:2],
        form=form,
    )


async def product_page(
    request: Request,
    database: Database,
    settings: Settings,
    product_id: UUID,
    form: forms.Form,
    status: int = 200,
) -> Response[str]:
    """All that can be filled in of a product, with what was typed where it was refused."""
    async with database.primary() as db:
        product, variants = await shelf.get_editable_product(db, product_id)
        shown = await pictures.list_pictures(db, product_id)
        names = {str(one.id): _way(one.breadcrumb) for one in await category_queries.list_categories(db)}
        classes = await pricing.list_tax_classes(db)
    held = _held(product, names, frame_of(request, settings).formats)
    return page(
        request,
        settings,
        "product",
        status=status,
        product=product,
        variants=variants,
        pictures=shown,
        categories=_sorted(names),
        tax_classes=[(one.code, one.name) for one in classes],
        statuses=get_args(ProductStatus),
        labels=_LABELS,
        held=held,
        differences=conflicts.differences(form, _LABELS, held | {"category_id": _id(product)}, str),
        form=form,
    )


async def variant_page(
    request: Request,
    database: Database,
    settings: Settings,
    product_id: UUID,
    variant_id: UUID | None,
    form: forms.Form,
    status: int = 200,
) -> Response[str]:
    """A variant of a product, or the form of a new one, which begins with the names of the others' options."""
    async with database.primary() as db:
        product, variants = await shelf.get_editable_product(db, product_id)
    variant = next((one for one in variants if one.id == variant_id), None)
    if variant is None and variant_id is not None:
        raise NotFound
    texts = {"options": "\n".join(f"{option.name}: " for option in product.options)}
    if variant is not None:
        texts = _variant_texts(variant, frame_of(request, settings).formats)
    return page(
        request,
        settings,
        "variant",
        status=status,
        product=product,
        variant=variant,
        is_one_of_several=len(variants) > 1,
        texts=texts,
        form=form,
    )


async def picture_page(
    request: Request,
    database: Database,
    settings: Settings,
    product_id: UUID,
    picture_id: UUID,
    form: forms.Form,
    status: int = 200,
) -> Response[str]:
    """A picture of a product, and what is said of it."""
    async with database.primary() as db:
        product, variants = await shelf.get_editable_product(db, product_id)
        shown = await pictures.list_pictures(db, product_id)
    picture = next((one for one in shown if one.id == picture_id), None)
    if picture is None:
        raise NotFound
    return page(
        request,
        settings,
        "picture",
        status=status,
        product=product,
        picture=picture,
        variants=[(one.id, one.sku) for one in variants],
        form=form,
    )


def _held(product: ProductRow, names: dict[str, str], formats: Formats) -> dict[str, str]:
    """What the form holds before anybody types."""
    value = product.discount_value or 0
    kind = product.discount_type or "none"
    return {
        "name": product.name,
        "slug": product.slug,
        "status": product.status,
        "category_id": _id(product),
        "description": product.description,
        "lines:tags": "\n".join(product.tags),
        "lines:attributes": "\n".join(f"{name}: {text}" for name, text in product.attributes.items()),
        "tax_class": product.tax_class,
        "is_featured": "yes" if product.is_featured else "no",
        "discount": kind,
        "decimal:percent": f"{Decimal(value) / _HUNDREDTHS:f}" if kind == "percentage" else "",
        "money:amount": formats.plain_money(value) if kind == "fixed" else "",
        "time:starts_at": formats.local(product.discount_starts_at),
        "time:ends_at": formats.local(product.discount_ends_at),
        "seo_title": product.seo_title or "",
        "seo_description": product.seo_description or "",
    }


def _variant_texts(variant: VariantRow, formats: Formats) -> dict[str, str]:
    return {
        "sku": variant.sku,
        "options": "\n".join(f"{name}: {value}" for name, value in variant.options.items()),
        "price": formats.plain_money(variant.price),
        "compare_at_price": formats.plain_money(variant.compare_at_price),
        "max_per_order": _text(variant.max_per_order),
        "weight_grams": _text(variant.weight_grams),
        "barcode": variant.barcode or "",
    }


def _id(product: ProductRow) -> str:
    return str(product.category_id) if product.category_id is not None else ""


def _way(breadcrumb: list[ProductCategory]) -> str:
    return " › ".join(above.name for above in breadcrumb)


def _sorted(names: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda one: one[1])


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
