"""Brings a product of a file into the catalogue: new, changed, or found to be the same."""

from typing import Literal
from uuid import UUID

import msgspec

from rowlock.catalogue import rules
from rowlock.catalogue.commands.products import TOPIC, insert_variants, save_product
from rowlock.catalogue.commands.variants import write_variant
from rowlock.catalogue.sql import category_rows, documents, image_rows, product_rows
from rowlock.catalogue.types.documents import ProductOption
from rowlock.catalogue.types.imported import ImportedProduct, ImportedVariant
from rowlock.catalogue.types.requests import CreateVariant
from rowlock.catalogue.types.rows import ImageRow, ProductRow, VariantRow
from rowlock.db.connections import Writer
from rowlock.db.database import announce
from rowlock.inventory import commands as inventory

Outcome = Literal["created", "updated", "unchanged"]


async def upsert_product(db: Writer, imported: ImportedProduct) -> Outcome:
    """Makes the product of this slug what the file says. The same file again is `unchanged` and writes nothing.

    Variants are found by SKU, one without a SKU by its options; what the file no longer has goes out of sale. What a
    file does not speak of (featured, attributes, discount, limits) stays.
    """
    options = _options(imported)
    row = await product_rows.lock_product_by_slug(db, slug=imported.slug)
    if row is None:
        await _create(db, imported, options)
        return "created"
    wanted = await _wanted(db, row, imported, options)
    has_changed = wanted != row
    has_changed |= await _merge_variants(db, row, imported)
    has_changed |= await _replace_images(db, row.id, imported)
    if not has_changed:
        return "unchanged"
    await save_product(db, wanted)
    await documents.refresh_documents(db, product_ids=[row.id])
    announce(f"{TOPIC}:{row.id}")
    return "updated"


async def _create(db: Writer, imported: ImportedProduct, options: list[ProductOption]) -> None:
    product_id = await product_rows.insert_product(
        db,
        slug=imported.slug,
        name=imported.name,
        description=rules.clean_html(imported.description),
        status=imported.status,
        category_id=await _category(db, imported),
        vendor_id=await _vendor(db, imported),
        currency=imported.currency,
        is_featured=False,
        tags=rules.clean_tags(imported.tags),
        options=options,
        attributes={},
        seo_title=imported.seo_title,
        seo_description=imported.seo_description,
        discount_type=None,
        discount_value=None,
        discount_starts_at=None,
        discount_ends_at=None,
    )
    await insert_variants(
        db, product_id, imported.slug, [_new(v) for v in imported.variants], first_position=0, actor_id=None
    )
    await _replace_images(db, product_id, imported)
    await documents.refresh_documents(db, product_ids=[product_id])
    announce(f"{TOPIC}:{product_id}")


async def _wanted(db: Writer, row: ProductRow, imported: ImportedProduct, options: list[ProductOption]) -> ProductRow:
    return msgspec.structs.replace(
        row,
        name=imported.name,
        description=rules.clean_html(imported.description),
        status=imported.status,
        category_id=await _category(db, imported),
        vendor_id=await _vendor(db, imported),
        tags=rules.clean_tags(imported.tags),
        options=options,
        seo_title=imported.seo_title,
        seo_description=imported.seo_description,
    )


async def _merge_variants(db: Writer, row: ProductRow, imported: ImportedProduct) -> bool:
    """Whether anything changed. What is no longer in the file goes first, so that its SKU and options are free."""
    known = await product_rows.list_variants(db, product_id=row.id)
    matches = [_match(variant, known) for variant in imported.variants]
    kept = {match.id for match in matches if match is not None}
    gone = [variant for variant in known if variant.id not in kept]
    for row_gone in gone:
        await product_rows.remove_variant(db, variant_id=row_gone.id)
    has_changed = bool(gone)
    for position, (variant, match) in enumerate(zip(imported.variants, matches, strict=True)):
        if match is None:
            await insert_variants(db, row.id, row.slug, [_new(variant)], first_position=position, actor_id=None)
            has_changed = True
        else:
            has_changed |= await _update_variant(db, variant, match, position)
    return has_changed


async def _update_variant(db: Writer, variant: ImportedVariant, match: VariantRow, position: int) -> bool:
    wanted = msgspec.structs.replace(
        match,
        sku=variant.sku or match.sku,
        position=position,
        options=variant.options,
        price=variant.price,
        compare_at_price=variant.compare_at_price,
        weight_grams=variant.weight_grams,
        barcode=variant.barcode,
    )
    if wanted != match:
        await write_variant(db, wanted)
    delta = 0
    if variant.stock is not None and variant.stock != match.on_hand:
        delta = await inventory.set_stock(db, variant_id=match.id, on_hand=variant.stock, reason="import")
    return wanted != match or delta != 0


async def _replace_images(db: Writer, product_id: UUID, imported: ImportedProduct) -> bool:
    variants = await product_rows.list_variants(db, product_id=product_id)
    owners: dict[str, UUID] = {}
    for variant in imported.variants:
        match = _match(variant, variants)
        if variant.image_url is not None and match is not None:
            owners.setdefault(variant.image_url, match.id)
    wanted = [ImageRow(owners.get(image.url), image.alt, image.url) for image in imported.images]
    if wanted == await image_rows.list_imported_images(db, product_id=product_id):
        return False
    await image_rows.replace_imported_images(
        db,
        product_id=product_id,
        urls=[image.source_url for image in wanted],
        alts=[image.alt for image in wanted],
        variant_ids=[image.variant_id for image in wanted],
    )
    return True


def _match(variant: ImportedVariant, known: list[VariantRow]) -> VariantRow | None:
    for row in known:
        if row.sku == variant.sku if variant.sku is not None else row.options == variant.options:
            return row
    return None


def _options(imported: ImportedProduct) -> list[ProductOption]:
    found = {option.name: option for option in rules.options_of([v.options for v in imported.variants])}
    return [found[name] for name in imported.option_names if name in found]


def _new(variant: ImportedVariant) -> CreateVariant:
    return CreateVariant(
        sku=variant.sku,
        options=variant.options,
        price=variant.price,
        compare_at_price=variant.compare_at_price,
        stock=variant.stock or 0,
        weight_grams=variant.weight_grams,
        barcode=variant.barcode,
    )


async def _vendor(db: Writer, imported: ImportedProduct) -> UUID | None:
    if imported.vendor is None:
        return None
    return await product_rows.open_vendor(db, name=imported.vendor, name_key=imported.vendor.casefold())


async def _category(db: Writer, imported: ImportedProduct) -> UUID | None:
    if imported.category is None:
        return None
    slug = rules.slug_of(imported.category, "category")
    return await category_rows.open_category(db, slug=slug, name=imported.category)
