"""The statements that write products and their variants."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rowlock.catalogue.types.rows import ProductRow, ProductVersion, RenamedProduct, VariantRow
from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement


@statement
async def find_free_slug(db: Writer, *, wanted: str) -> str: ...


@statement
async def find_renamed_product(db: Reader, *, slug: str) -> RenamedProduct | None: ...


@statement
async def find_free_sku(db: Writer, *, wanted: str) -> str: ...


@statement
async def insert_product(
    db: Writer,
    *,
    slug: str,
    name: str,
    description: str,
    status: str,
    category_id: UUID | None,
    vendor_id: UUID | None,
    currency: str,
    is_featured: bool,
    tags: list[str],
    options: Any,
    attributes: Any,
    tax_class: str,
    seo_title: str | None,
    seo_description: str | None,
    discount_type: str | None,
    discount_value: int | None,
    discount_starts_at: datetime | None,
    discount_ends_at: datetime | None,
) -> UUID: ...


@statement
async def update_product(
    db: Writer,
    *,
    product_id: UUID,
    slug: str,
    name: str,
    description: str,
    status: str,
    category_id: UUID | None,
    vendor_id: UUID | None,
    is_featured: bool,
    tags: list[str],
    options: Any,
    attributes: Any,
    tax_class: str,
    seo_title: str | None,
    seo_description: str | None,
    discount_type: str | None,
    discount_value: int | None,
    discount_starts_at: datetime | None,
    discount_ends_at: datetime | None,
) -> None: ...


@statement
async def lock_product(db: Writer, *, product_id: UUID) -> ProductRow | None: ...


@statement
async def list_variants(db: Reader, *, product_id: UUID) -> list[VariantRow]: ...


@statement
async def insert_variants(
    db: Writer,
    *,
    product_id: UUID,
    skus: list[str],
    positions: list[int],
    options: list[str],
    prices: list[int],
    compare_at_prices: list[int | None],
    max_per_orders: list[int | None],
    weights: list[int | None],
    barcodes: list[str | None],
) -> list[UUID]: ...


@statement
async def update_variant(
    db: Writer,
    *,
    variant_id: UUID,
    sku: str,
    position: int,
    options: Any,
    price: int,
    compare_at_price: int | None,
    max_per_order: int | None,
    weight_grams: int | None,
    barcode: str | None,
) -> None: ...


@statement
async def remove_variant(db: Writer, *, variant_id: UUID) -> None: ...


@statement
async def lock_variants(db: Writer, *, product_id: UUID) -> list[UUID]: ...


@statement
async def is_product_in_use(db: Writer, *, product_id: UUID, variant_ids: list[UUID]) -> bool: ...


@statement
async def delete_product(db: Writer, *, product_id: UUID) -> list[UUID]: ...


@statement
async def lock_products(db: Writer, *, product_ids: list[UUID]) -> list[ProductVersion]: ...


@statement
async def trim_price_history(db: Writer) -> None: ...
