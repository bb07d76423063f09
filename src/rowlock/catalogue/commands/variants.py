"""Changes of a product's variants. Each locks the product, so that its options stay true to its variants."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET

from rowlock.audit import commands as audit
from rowlock.catalogue import rules
from rowlock.catalogue.commands.products import TOPIC, Author, insert_variants, locked_product, save_product
from rowlock.catalogue.errors import LastVariant
from rowlock.catalogue.sql import documents, product_rows
from rowlock.catalogue.types.requests import MOST_VARIANTS, CreateVariant, UpdateVariant
from rowlock.catalogue.types.rows import VariantRow
from rowlock.db.connections import Writer
from rowlock.db.database import announce
from rowlock.errors import Conflict, NotFound


class NewVariant(msgspec.Struct, frozen=True):
    author: Author
    product_id: UUID
    request: CreateVariant


class VariantChange(msgspec.Struct, frozen=True):
    author: Author
    product_id: UUID
    variant_id: UUID
    request: UpdateVariant
    expected_version: int | None


class VariantRemoval(msgspec.Struct, frozen=True):
    author: Author
    product_id: UUID
    variant_id: UUID
    expected_version: int | None = None


async def add_variant(db: Writer, command: NewVariant) -> UUID:
    """Adds a variant, which must have the same options as the others and other values."""
    product = await locked_product(db, command.author, command.product_id)
    variants = await product_rows.list_variants(db, product_id=product.id)
    if len(variants) >= MOST_VARIANTS:
        raise Conflict(f"A product has at most {MOST_VARIANTS} variants")
    options = rules.options_of([*(variant.options for variant in variants), command.request.options])
    (variant_id,) = await insert_variants(
        db,
        product.id,
        product.slug,
        [command.request],
        first_position=max((variant.position for variant in variants), default=-1) + 1,
        actor_id=command.author.actor_id,
    )
    await save_product(db, msgspec.structs.replace(product, options=options))
    await _finish(db, command.author, "variant.create", product.id, variant_id, None, command.request)
    return variant_id


async def update_variant(db: Writer, command: VariantChange) -> None:
    """Changes what is given of a variant."""
    product = await locked_product(db, command.author, command.product_id, command.expected_version)
    variants = await product_rows.list_variants(db, product_id=product.id)
    before = _variant(variants, command.variant_id)
    request = command.request
    given: dict[str, Any] = {
        name: value for name in request.__struct_fields__ if (value := getattr(request, name)) is not UNSET
    }
    after = msgspec.structs.replace(before, **given)
    options = rules.options_of([(after if variant.id == after.id else variant).options for variant in variants])
    await write_variant(db, after)
    await save_product(db, msgspec.structs.replace(product, options=options))
    await _finish(
        db,
        command.author,
        "variant.update",
        product.id,
        after.id,
        {name: getattr(before, name) for name in given},
        given,
    )


async def remove_variant(db: Writer, command: VariantRemoval) -> None:
    """Takes a variant out of sale; orders keep naming it. The last one stays: archive the product instead."""
    product = await locked_product(db, command.author, command.product_id, command.expected_version)
    variants = await product_rows.list_variants(db, product_id=product.id)
    removed = _variant(variants, command.variant_id)
    kept = [variant for variant in variants if variant.id != removed.id]
    if not kept:
        raise LastVariant
    await product_rows.remove_variant(db, variant_id=removed.id)
    options = rules.options_of([variant.options for variant in kept])
    await save_product(db, msgspec.structs.replace(product, options=options))
    await _finish(db, command.author, "variant.remove", product.id, removed.id, {"sku": removed.sku}, None)


async def write_variant(db: Writer, row: VariantRow) -> None:
    """Writes a variant of a locked product back."""
    await product_rows.update_variant(
        db,
        variant_id=row.id,
        sku=row.sku,
        position=row.position,
        options=row.options,
        price=row.price,
        compare_at_price=row.compare_at_price,
        max_per_order=row.max_per_order,
        weight_grams=row.weight_grams,
        barcode=row.barcode,
    )


def _variant(variants: list[VariantRow], variant_id: UUID) -> VariantRow:
    for variant in variants:
        if variant.id == variant_id:
            return variant
    raise NotFound


async def _finish(
    db: Writer, author: Author, action: str, product_id: UUID, variant_id: UUID, before: Any, after: Any
) -> None:
    await documents.refresh_documents(db, product_ids=[product_id])
    announce(f"{TOPIC}:{product_id}")
    await audit.record(
        db,
        actor_id=author.actor_id,
        action=action,
        object_type="variant",
        object_id=str(variant_id),
        before=before,
        after=after,
    )
