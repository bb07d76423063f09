"""Changes of products by admins and by the vendors they belong to. Each locks the product and rewrites its document."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET

from rowlock.audit import commands as audit
from rowlock.catalogue import rules
from rowlock.catalogue.sql import category_rows, documents, product_rows
from rowlock.catalogue.types.requests import CreateProduct, CreateVariant, Discount, ReplaceProduct, Seo, UpdateProduct
from rowlock.catalogue.types.rows import ProductRow
from rowlock.db.connections import Writer
from rowlock.db.database import announce
from rowlock.errors import Forbidden, InvalidValue, NotFound, PreconditionFailed
from rowlock.inventory.commands import levels as inventory
from rowlock.outbox.staging import stage

TOPIC = "catalogue"
"""Announced as `catalogue:<product id>` after each commit that changed what the storefront reads."""


class Author(msgspec.Struct, frozen=True):
    """Who changes a product: an admin, or a vendor who has only his own."""

    actor_id: UUID
    vendor_id: UUID | None = None
    is_admin: bool = False


class NewProduct(msgspec.Struct, frozen=True):
    author: Author
    currency: str
    request: CreateProduct


class ProductChange(msgspec.Struct, frozen=True):
    """A change of some fields, or of all of them. `expected_version` is what If-Match named."""

    author: Author
    product_id: UUID
    request: UpdateProduct | ReplaceProduct
    expected_version: int | None


class ProductRemoval(msgspec.Struct, frozen=True):
    author: Author
    product_id: UUID
    expected_version: int | None


async def create_product(db: Writer, command: NewProduct) -> UUID:
    """Adds a product with its variants and opens their stock."""
    request = command.request
    if request.currency not in (None, command.currency):
        raise InvalidValue.at("currency", f"this store sells in {command.currency}")
    if request.is_featured:
        _check_featuring(command.author)
    await check_category(db, request.category_id)
    slug = request.slug or await product_rows.find_free_slug(db, wanted=rules.slug_of(request.name))
    product_id = await product_rows.insert_product(
        db,
        slug=slug,
        name=request.name.strip() or request.name,
        description=rules.clean_html(request.description),
        status=request.status,
        category_id=request.category_id,
        vendor_id=command.author.vendor_id,
        currency=command.currency,
        is_featured=request.is_featured,
        tags=rules.clean_tags(request.tags),
        options=rules.options_of([variant.options for variant in request.variants]),
        attributes=request.attributes,
        tax_class=request.tax_class,
        **_seo_columns(request.seo),
        **_discount_columns(request.discount),
    )
    await insert_variants(db, product_id, slug, request.variants, first_position=0, actor_id=command.author.actor_id)
    await documents.refresh_documents(db, product_ids=[product_id])
    announce(f"{TOPIC}:{product_id}")
    await _audit(db, command.author, "product.create", product_id, None, {"slug": slug, "name": request.name})
    return product_id


async def update_product(db: Writer, command: ProductChange) -> None:
    """Changes a product. PreconditionFailed where somebody else changed it since the version expected."""
    before = await locked_product(db, command.author, command.product_id, command.expected_version)
    request = command.request
    if isinstance(request, ReplaceProduct) and request.currency not in (None, before.currency):
        raise InvalidValue.at("currency", f"the product is sold in {before.currency}")
    after = _changed(before, request)
    if after.is_featured != before.is_featured:
        if isinstance(request, ReplaceProduct) and not request.is_featured and not command.author.is_admin:
            # What a vendor leaves out is not his to reset.
            after = msgspec.structs.replace(after, is_featured=True)
        else:
            _check_featuring(command.author)
    if after.category_id != before.category_id:
        await check_category(db, after.category_id)
    await save_product(db, after)
    await documents.refresh_documents(db, product_ids=[before.id])
    announce(f"{TOPIC}:{before.id}")
    await _audit(db, command.author, "product.update", before.id, *_difference(before, after))


async def remove_product(db: Writer, command: ProductRemoval) -> None:
    """Deletes a product that was never in stock, and archives any other: nobody else sees it then.

    The ledger of stock is only ever added to and names its variants; so do orders. Files follow after the commit.
    """
    before = await locked_product(db, command.author, command.product_id, command.expected_version)
    variant_ids = await product_rows.lock_variants(db, product_id=before.id)
    if not await product_rows.is_product_in_use(db, product_id=before.id, variant_ids=variant_ids):
        await inventory.close_stock(db, variant_ids=variant_ids)
        if picture_ids := await product_rows.delete_product(db, product_id=before.id):
            await stage(db, "delete_picture_files", queue="pictures", picture_ids=picture_ids)
        announce(f"{TOPIC}:{before.id}")
        await _audit(db, command.author, "product.delete", before.id, before, None)
        return
    await save_product(db, msgspec.structs.replace(before, status="archived"))
    await documents.refresh_documents(db, product_ids=[before.id])
    announce(f"{TOPIC}:{before.id}")
    await _audit(db, command.author, "product.archive", before.id, {"status": before.status}, {"status": "archived"})


async def locked_product(
    db: Writer, author: Author, product_id: UUID, expected_version: int | None = None
) -> ProductRow:
    """The product, if it is the author's to change; somebody else's is not there."""
    row = await product_rows.lock_product(db, product_id=product_id)
    if row is None or not (author.is_admin or (author.vendor_id is not None and author.vendor_id == row.vendor_id)):
        raise NotFound
    if expected_version is not None and expected_version != row.version:
        raise PreconditionFailed(version=row.version)
    return row


async def save_product(db: Writer, row: ProductRow) -> None:
    """Writes a locked product back and counts the change."""
    await product_rows.update_product(
        db,
        product_id=row.id,
        slug=row.slug,
        name=row.name,
        description=row.description,
        status=row.status,
        category_id=row.category_id,
        vendor_id=row.vendor_id,
        is_featured=row.is_featured,
        tags=row.tags,
        options=row.options,
        attributes=row.attributes,
        tax_class=row.tax_class,
        seo_title=row.seo_title,
        seo_description=row.seo_description,
        discount_type=row.discount_type,
        discount_value=row.discount_value,
        discount_starts_at=row.discount_starts_at,
        discount_ends_at=row.discount_ends_at,
    )


async def insert_variants(
    db: Writer,
    product_id: UUID,
    slug: str,
    variants: list[CreateVariant],
    *,
    first_position: int,
    actor_id: UUID | None,
) -> list[UUID]:
    """Adds variants and opens their stock. One without a SKU gets one made of slug and options."""
    skus = [
        variant.sku or await product_rows.find_free_sku(db, wanted=rules.sku_of(slug, variant.options))
        for variant in variants
    ]
    ids = await product_rows.insert_variants(
        db,
        product_id=product_id,
        skus=skus,
        positions=list(range(first_position, first_position + len(variants))),
        options=[msgspec.json.encode(variant.options).decode() for variant in variants],
        prices=[variant.price for variant in variants],
        compare_at_prices=[variant.compare_at_price for variant in variants],
        max_per_orders=[variant.max_per_order for variant in variants],
        weights=[variant.weight_grams for variant in variants],
        barcodes=[variant.barcode for variant in variants],
    )
    await inventory.open_stock(
        db, variant_ids=ids, quantities=[variant.stock for variant in variants], actor_id=actor_id
    )
    return ids


def _check_featuring(author: Author) -> None:
    if not author.is_admin:
        message = "only admins choose what the shop features"
        raise Forbidden(f"is_featured: {message}", errors=[{"path": "is_featured", "message": message}])


async def check_category(db: Writer, category_id: UUID | None) -> None:
    if category_id is not None and await category_rows.get_category(db, category_id=category_id) is None:
        raise InvalidValue.at("category_id", "there is no such category")


def _changed(row: ProductRow, request: UpdateProduct | ReplaceProduct) -> ProductRow:
    given: dict[str, Any] = {
        name: value for name in request.__struct_fields__ if (value := getattr(request, name)) is not UNSET
    }
    given.pop("currency", None)
    if given.get("slug", "") is None:
        given.pop("slug")
    if "description" in given:
        given["description"] = rules.clean_html(given["description"])
    if "tags" in given:
        given["tags"] = rules.clean_tags(given["tags"])
    if "seo" in given:
        given.update(_seo_columns(given.pop("seo")))
    if "discount" in given:
        given.update(_discount_columns(given.pop("discount")))
    return msgspec.structs.replace(row, **given)


def _seo_columns(seo: Seo | None) -> dict[str, Any]:
    return {"seo_title": seo.title if seo else None, "seo_description": seo.description if seo else None}


def _discount_columns(discount: Discount | None) -> dict[str, Any]:
    return {
        "discount_type": discount.type if discount else None,
        "discount_value": rules.discount_value(discount) if discount else None,
        "discount_starts_at": discount.starts_at if discount else None,
        "discount_ends_at": discount.ends_at if discount else None,
    }


def _difference(before: ProductRow, after: ProductRow) -> tuple[dict[str, Any], dict[str, Any]]:
    names = [name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)]
    return {name: getattr(before, name) for name in names}, {name: getattr(after, name) for name in names}


async def _audit(db: Writer, author: Author, action: str, product_id: UUID, before: Any, after: Any) -> None:
    await audit.record(
        db,
        actor_id=author.actor_id,
        action=action,
        object_type="product",
        object_id=str(product_id),
        before=before,
        after=after,
    )
