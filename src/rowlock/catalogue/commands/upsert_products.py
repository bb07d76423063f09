"""Brings products of a file into the catalogue, many at once: new, changed, or found to be the same."""

from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from rowlock.catalogue import rules
from rowlock.catalogue.commands import merging
from rowlock.catalogue.commands.merging import Merge, Surroundings
from rowlock.catalogue.commands.products import TOPIC
from rowlock.catalogue.errors import DuplicateSku
from rowlock.catalogue.sql import documents, import_rows
from rowlock.catalogue.types.imported import ImportedProduct, KnownImage, KnownVariant
from rowlock.db.connections import Writer
from rowlock.db.database import announce, savepoint
from rowlock.errors import RowlockError
from rowlock.inventory.commands import levels as inventory

Outcome = Literal["created", "updated", "unchanged"]
Outcomes = list[Outcome | RowlockError]

_WORST: Final = 500


class ImportedProducts(msgspec.Struct, frozen=True):
    """Products of a file, each slug once. Pictures at addresses that begin with one of `own_media` are our own."""

    products: list[ImportedProduct]
    actor_id: UUID | None
    own_media: tuple[str, ...]


async def upsert_products(db: Writer, command: ImportedProducts) -> Outcomes:
    """Makes the products of these slugs what the file says; each comes in whole or is refused by itself. The same file
    again is `unchanged` and writes nothing.

    Variants are found by SKU, one without a SKU by its options; what the file no longer has goes out of sale. What a
    file does not speak of (featured, attributes, discount, limits, our own pictures) stays. Locks products, then stock
    rows, then documents, each in the order of their ids.
    """
    try:
        async with savepoint(db):
            return await _upsert(db, command)
    except RowlockError as error:
        if error.status >= _WORST:
            raise
        if len(command.products) == 1:
            return [error]
    # Somebody was faster with a slug or a SKU, or one product takes the SKU that another one gives up: halves find it.
    half = len(command.products) // 2
    first = await upsert_products(db, msgspec.structs.replace(command, products=command.products[:half]))
    return first + await upsert_products(db, msgspec.structs.replace(command, products=command.products[half:]))


async def _upsert(db: Writer, command: ImportedProducts) -> Outcomes:
    found = await _look_around(db, command)
    outcomes: Outcomes = []
    merges: list[Merge] = []
    for product in command.products:
        try:
            merge = merging.merge(product, found)
        except RowlockError as error:
            if len(command.products) > 1 and isinstance(error, DuplicateSku) and error.extra.get("owner") in found.ids:
                raise
            outcomes.append(error)
            continue
        if merge.is_changed:
            merges.append(merge)
        outcomes.append("created" if merge.known is None else "updated" if merge.is_changed else "unchanged")
    if merges:
        await _write(db, command, merges)
    return outcomes


async def _look_around(db: Writer, command: ImportedProducts) -> Surroundings:
    products = command.products
    known = await import_rows.lock_imported_products(db, slugs=[product.slug for product in products])
    # A product that a file names by two of its slugs is that of its own.
    by_id = {product.id: product for product in sorted(known, key=lambda product: product.named_as == product.slug)}
    ids = list(by_id)
    variants: dict[UUID, list[KnownVariant]] = {}
    images: dict[UUID, list[KnownImage]] = {}
    if ids:
        for variant in await import_rows.list_variants_of_products(db, product_ids=ids):
            variants.setdefault(variant.product_id, []).append(variant)
        for image in await import_rows.list_images_of_products(db, product_ids=ids):
            images.setdefault(image.product_id, []).append(image)
    skus = [variant.sku for product in products for variant in product.variants if variant.sku is not None]
    owners = await import_rows.list_sku_owners(db, skus=skus) if skus else []
    return Surroundings(
        known={product.named_as: product for product in by_id.values()},
        renamed={product.named_as: product.slug for product in known if product is not by_id[product.id]},
        ids=set(ids),
        variants=variants,
        images=images,
        vendors=await _vendors(db, products),
        categories=await _categories(db, products),
        sku_owners={owner.sku: owner.product_id for owner in owners},
        own_media=command.own_media,
    )


async def _vendors(db: Writer, products: list[ImportedProduct]) -> dict[str, UUID]:
    """By the folded name. Two imports that make the same one wait for each other in the order of the names."""
    names = {product.vendor.casefold(): product.vendor for product in products if product.vendor is not None}
    found = {row.key: row.id for row in await import_rows.list_vendors_by_key(db, keys=list(names))} if names else {}
    missing = [key for key in names if key not in found]
    if missing:
        await import_rows.insert_missing_vendors(db, names=[names[key] for key in missing], keys=missing)
        found |= {row.key: row.id for row in await import_rows.list_vendors_by_key(db, keys=missing)}
    return found


async def _categories(db: Writer, products: list[ImportedProduct]) -> dict[str, UUID]:
    """By slug: that of a word is the word itself where there is such a category, else what it would be as a slug."""
    names = {product.category for product in products if product.category is not None}
    if not names:
        return {}
    slugs = {rules.slug_of(name, "category"): name for name in sorted(names)}
    rows = await import_rows.list_categories_by_slug(db, slugs=[*names, *slugs])
    found = {row.key: row.id for row in rows}
    missing = {slug: name for slug, name in slugs.items() if slug not in found and name not in found}
    if missing:
        await import_rows.insert_missing_categories(db, slugs=list(missing), names=list(missing.values()))
        found |= {row.key: row.id for row in await import_rows.list_categories_by_slug(db, slugs=list(missing))}
    return found


async def _write(db: Writer, command: ImportedProducts, merges: list[Merge]) -> None:
    gone = [variant.id for merge in merges for variant in merge.gone]
    if gone:
        await import_rows.remove_variants(db, variant_ids=gone)
    ids = {merge.imported.slug: merge.known.id for merge in merges if merge.known is not None}
    if new := [merge for merge in merges if merge.known is None]:
        rows = [merge.product | {"currency": merge.imported.currency} for merge in new]
        ids |= {row.key: row.id for row in await import_rows.insert_imported_products(db, rows=rows)}
    added = await _add_variants(db, command, merges, ids)
    if changed := [row for merge in merges for row in merge.changed_variants]:
        await import_rows.update_imported_variants(db, rows=changed)
    await _set_stock(db, command, merges, ids)
    await _replace_images(db, merges, ids, added)
    if updated := [merge.product | {"id": merge.known.id} for merge in merges if merge.known is not None]:
        await import_rows.update_imported_products(db, rows=updated)
    await documents.refresh_documents(db, product_ids=list(ids.values()))
    for product_id in ids.values():
        announce(f"{TOPIC}:{product_id}")


async def _add_variants(
    db: Writer, command: ImportedProducts, merges: list[Merge], ids: dict[str, UUID]
) -> dict[str, UUID]:
    """The ids of the new variants by their SKU."""
    new = [(merge, place) for merge in merges for place in merge.new_variants]
    if not new:
        return {}
    await _make_skus(db, merges, new)
    rows = [
        {
            "product_id": ids[merge.imported.slug],
            "sku": merge.skus[place],
            "position": place,
            **merging.variant_columns(merge.imported.variants[place]),
        }
        for merge, place in new
    ]
    added = {row.key: row.id for row in await import_rows.insert_imported_variants(db, rows=rows)}
    await inventory.open_stock(
        db,
        variant_ids=[added[merge.skus[place]] for merge, place in new],
        quantities=[merge.imported.variants[place].stock or 0 for merge, place in new],
        actor_id=command.actor_id,
    )
    return added


async def _make_skus(db: Writer, merges: list[Merge], new: list[tuple[Merge, int]]) -> None:
    """Makes SKUs for variants that came without one: of slug and options, with a number behind it where it is taken."""
    taken = {variant.sku for merge in merges for variant in merge.imported.variants if variant.sku is not None}
    waiting = [(merge, place, 1) for merge, place in new if place not in merge.skus]
    while waiting:
        wanted = [
            rules.sku_of(merge.imported.slug, merge.imported.variants[place].options) + (f"-{n}" if n > 1 else "")
            for merge, place, n in waiting
        ]
        taken |= {owner.sku for owner in await import_rows.list_sku_owners(db, skus=wanted)}
        again = []
        for (merge, place, n), sku in zip(waiting, wanted, strict=True):
            if sku in taken:
                again.append((merge, place, n + 1))
            else:
                merge.skus[place] = sku
                taken.add(sku)
        waiting = again


async def _set_stock(db: Writer, command: ImportedProducts, merges: list[Merge], ids: dict[str, UUID]) -> None:
    wanted = {variant_id: stock for merge in merges for variant_id, stock in merge.stock.items()}
    if not wanted:
        return
    levels = await inventory.lock_levels(db, variant_ids=list(wanted))
    await import_rows.lock_documents(db, product_ids=list(ids.values()))
    await inventory.change_levels(
        db,
        variant_ids=list(wanted),
        deltas=[stock - levels[variant_id] for variant_id, stock in wanted.items()],
        reason="import",
        actor_id=command.actor_id,
    )


async def _replace_images(db: Writer, merges: list[Merge], ids: dict[str, UUID], added: dict[str, UUID]) -> None:
    rows: list[dict[str, Any]] = []
    replaced = [merge for merge in merges if merge.images is not None]
    for merge in replaced:
        for image in merge.images or []:
            place = image.variant_place
            owner = image.variant_id or (added[merge.skus[place]] if place is not None else None)
            rows.append(
                {
                    "product_id": ids[merge.imported.slug],
                    "variant_id": owner,
                    "position": image.position,
                    "alt": image.alt,
                    "url": image.url,
                }
            )
    if any(merge.known is not None or merge.images for merge in replaced):
        product_ids = [ids[merge.imported.slug] for merge in replaced]
        await import_rows.replace_images_of_products(db, product_ids=product_ids, rows=rows)
