"""The statements of `sql/catalogue/`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rowlock.catalogue.types import (
    CategoryRow,
    DocumentByInstant,
    DocumentByName,
    DocumentByNumber,
    FoundDocument,
    ImageRow,
    ProductRow,
    StockRow,
    TagCount,
    VariantRow,
    VisibleProduct,
)
from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement


@statement
async def list_products_by_newest(
    db: Reader,
    *,
    status: str,
    q: str | None,
    category_id: UUID | None,
    tag: str | None,
    vendor_id: UUID | None,
    min_price: int | None,
    max_price: int | None,
    in_stock: bool | None,
    on_sale: bool | None,
    featured: bool | None,
    options: list[str] | None,
    after_key: datetime | None,
    after_id: UUID | None,
    skip: int,
    most: int,
) -> list[DocumentByInstant]: ...


@statement
async def list_products_by_price(
    db: Reader,
    *,
    status: str,
    q: str | None,
    category_id: UUID | None,
    tag: str | None,
    vendor_id: UUID | None,
    min_price: int | None,
    max_price: int | None,
    in_stock: bool | None,
    on_sale: bool | None,
    featured: bool | None,
    options: list[str] | None,
    after_key: int | None,
    after_id: UUID | None,
    skip: int,
    most: int,
) -> list[DocumentByNumber]: ...


@statement
async def list_products_by_price_descending(
    db: Reader,
    *,
    status: str,
    q: str | None,
    category_id: UUID | None,
    tag: str | None,
    vendor_id: UUID | None,
    min_price: int | None,
    max_price: int | None,
    in_stock: bool | None,
    on_sale: bool | None,
    featured: bool | None,
    options: list[str] | None,
    after_key: int | None,
    after_id: UUID | None,
    skip: int,
    most: int,
) -> list[DocumentByNumber]: ...


@statement
async def list_products_by_name(
    db: Reader,
    *,
    status: str,
    q: str | None,
    category_id: UUID | None,
    tag: str | None,
    vendor_id: UUID | None,
    min_price: int | None,
    max_price: int | None,
    in_stock: bool | None,
    on_sale: bool | None,
    featured: bool | None,
    options: list[str] | None,
    after_key: str | None,
    after_id: UUID | None,
    skip: int,
    most: int,
) -> list[DocumentByName]: ...


@statement
async def list_products_by_popularity(
    db: Reader,
    *,
    status: str,
    q: str | None,
    category_id: UUID | None,
    tag: str | None,
    vendor_id: UUID | None,
    min_price: int | None,
    max_price: int | None,
    in_stock: bool | None,
    on_sale: bool | None,
    featured: bool | None,
    options: list[str] | None,
    after_key: int | None,
    after_id: UUID | None,
    skip: int,
    most: int,
) -> list[DocumentByNumber]: ...


@statement
async def count_products(
    db: Reader,
    *,
    status: str,
    q: str | None,
    category_id: UUID | None,
    tag: str | None,
    vendor_id: UUID | None,
    min_price: int | None,
    max_price: int | None,
    in_stock: bool | None,
    on_sale: bool | None,
    featured: bool | None,
    options: list[str] | None,
    most: int,
) -> int: ...


@statement
async def search_products(
    db: Reader,
    *,
    q: str,
    status: str,
    category_id: UUID | None,
    tag: str | None,
    vendor_id: UUID | None,
    min_price: int | None,
    max_price: int | None,
    in_stock: bool | None,
    on_sale: bool | None,
    featured: bool | None,
    options: list[str] | None,
    most_candidates: int,
    skip: int,
    most: int,
) -> list[FoundDocument]: ...


@statement
async def list_vendor_products(
    db: Reader,
    *,
    vendor_id: UUID,
    status: str | None,
    q: str | None,
    after_key: datetime | None,
    after_id: UUID | None,
    skip: int,
    most: int,
) -> list[DocumentByInstant]: ...


@statement
async def count_vendor_products(
    db: Reader, *, vendor_id: UUID, status: str | None, q: str | None, most: int
) -> int: ...


@statement
async def get_product_by_id(db: Reader, *, product_id: UUID) -> VisibleProduct | None: ...


@statement
async def get_product_by_slug(db: Reader, *, slug: str) -> VisibleProduct | None: ...


@statement
async def list_related_products(db: Reader, *, product_id: UUID, most: int) -> list[bytes]: ...


@statement
async def list_stock(db: Reader, *, product_ids: list[UUID]) -> list[StockRow]: ...


@statement
async def find_category_id(db: Reader, *, slug: str) -> UUID | None: ...


@statement
async def list_categories(db: Reader) -> list[CategoryRow]: ...


@statement
async def list_tags(db: Reader, *, most: int) -> list[TagCount]: ...


@statement
async def refresh_documents(db: Writer, *, product_ids: list[UUID]) -> None: ...


@statement
async def refresh_due_documents(db: Writer, *, most: int) -> list[UUID]: ...


@statement
async def refresh_category_documents(db: Writer, *, category_id: UUID) -> None: ...


@statement
async def refresh_popularity(db: Writer) -> None: ...


@statement
async def find_free_slug(db: Writer, *, wanted: str) -> str: ...


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
async def lock_product_by_slug(db: Writer, *, slug: str) -> ProductRow | None: ...


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
async def list_imported_images(db: Reader, *, product_id: UUID) -> list[ImageRow]: ...


@statement
async def replace_imported_images(
    db: Writer, *, product_id: UUID, urls: list[str], alts: list[str], variant_ids: list[UUID | None]
) -> None: ...


@statement
async def lock_categories(db: Writer) -> None: ...


@statement
async def get_category(db: Reader, *, category_id: UUID) -> CategoryRow | None: ...


@statement
async def get_category_path(db: Reader, *, category_id: UUID) -> list[UUID]: ...


@statement
async def get_category_height(db: Reader, *, category_id: UUID) -> int: ...


@statement
async def find_free_category_slug(db: Writer, *, wanted: str) -> str: ...


@statement
async def insert_category(
    db: Writer, *, slug: str, name: str, description: str, parent_id: UUID | None, position: int
) -> UUID: ...


@statement
async def update_category(
    db: Writer, *, category_id: UUID, slug: str, name: str, description: str, parent_id: UUID | None, position: int
) -> None: ...


@statement
async def is_category_used(db: Reader, *, category_id: UUID) -> bool: ...


@statement
async def delete_category(db: Writer, *, category_id: UUID) -> None: ...


@statement
async def open_vendor(db: Writer, *, name: str, name_key: str) -> UUID: ...


@statement
async def open_category(db: Writer, *, slug: str, name: str) -> UUID: ...
