"""Questions about the catalogue. For the public they are answered in bytes that PostgreSQL has ready."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

import msgspec

from rowlock.catalogue.sql import category_rows, documents, product_rows
from rowlock.catalogue.types.documents import Category, CategoryNode, ProductCategory, TagCount
from rowlock.catalogue.types.rows import (
    CategoryRow,
    DocumentByInstant,
    DocumentByName,
    DocumentByNumber,
    FoundDocument,
    ProductFilters,
    RenamedProduct,
    VendorProductFilters,
    VisibleProduct,
)
from rowlock.db.connections import Reader
from rowlock.errors import NotFound

Sort = Literal["relevance", "newest", "price", "-price", "name", "popular"]
Document = DocumentByInstant | DocumentByName | DocumentByNumber

# Ranking more would cost more than it helps: 10,000 candidates take some 20 ms, and nobody reads so far.
MOST_CANDIDATES: Final = 10_000
_MOST_TAGS: Final = 1_000
_MOST_RELATED: Final = 12

_LISTS: Final[dict[str, Callable[..., Awaitable[Sequence[Document]]]]] = {
    "newest": documents.list_products_by_newest,
    "price": documents.list_products_by_price,
    "-price": documents.list_products_by_price_descending,
    "name": documents.list_products_by_name,
    "popular": documents.list_products_by_popularity,
}


async def list_products(
    db: Reader, filters: ProductFilters, sort: Sort, *, after: tuple[Any, UUID] | None, skip: int, most: int
) -> Sequence[Document]:
    """Documents in the order asked for, after the key where the last page ended or past the first `skip`."""
    return await _LISTS[sort](
        db,
        **_given(filters),
        after_key=after[0] if after else None,
        after_id=after[1] if after else None,
        skip=skip,
        most=most,
    )


async def count_products(db: Reader, filters: ProductFilters, *, most: int) -> int:
    """How many there are, counted no further than `most`."""
    return await documents.count_products(db, **_given(filters), most=most)


async def search_products(db: Reader, filters: ProductFilters, *, skip: int, most: int) -> list[FoundDocument]:
    """What somebody looks for, the best first, among at most 10,000 candidates."""
    return await documents.search_products(db, **_given(filters), most_candidates=MOST_CANDIDATES, skip=skip, most=most)


async def list_vendor_products(
    db: Reader, filters: VendorProductFilters, *, after: tuple[datetime, UUID] | None, skip: int, most: int
) -> list[DocumentByInstant]:
    """A vendor's own products in every status, the newest first, after the key where the last page ended."""
    return await documents.list_vendor_products(
        db,
        vendor_id=filters.vendor_id,
        status=filters.status,
        q=filters.q,
        after_key=after[0] if after else None,
        after_id=after[1] if after else None,
        skip=skip,
        most=most,
    )


async def count_vendor_products(db: Reader, filters: VendorProductFilters, *, most: int) -> int:
    """How many there are, counted no further than `most`."""
    return await documents.count_vendor_products(
        db, vendor_id=filters.vendor_id, status=filters.status, q=filters.q, most=most
    )


async def get_product(db: Reader, key: str) -> VisibleProduct:
    """A product by id or slug. Who may see it is for the caller to decide."""
    product_id = _as_id(key)
    if product_id is not None:
        found = await documents.get_product_by_id(db, product_id=product_id)
    else:
        found = await documents.get_product_by_slug(db, slug=key)
    if found is None:
        raise NotFound
    return found


async def find_renamed_product(db: Reader, slug: str) -> RenamedProduct | None:
    """The product that had this slug, where no other has it now. Who may know is for the caller to decide."""
    return await product_rows.find_renamed_product(db, slug=slug)


async def with_stock(db: Reader, bodies: list[bytes]) -> list[bytes]:
    """The documents with the exact number and the barcode of every variant, for those who may know them."""
    decoded = [msgspec.json.decode(document) for document in bodies]
    rows = await documents.list_stock(db, product_ids=[UUID(product["id"]) for product in decoded])
    known = {str(row.variant_id): row for row in rows}
    for product in decoded:
        for variant in product["variants"]:
            if (row := known.get(variant["id"])) is not None:
                variant["available"], variant["barcode"] = row.on_hand, row.barcode
    return [msgspec.json.encode(product) for product in decoded]


async def list_related(db: Reader, product_id: UUID) -> list[bytes]:
    """Documents of products like this one."""
    return await documents.list_related_products(db, product_id=product_id, most=_MOST_RELATED)


async def find_category(db: Reader, key: str) -> UUID | None:
    """A category's id from its id or slug; None where there is no such slug."""
    return _as_id(key) or await category_rows.find_category_id(db, slug=key)


async def list_categories(db: Reader) -> list[Category]:
    """All categories in the shop's order, each with its way down from the top."""
    rows = await category_rows.list_categories(db)
    by_id = {row.id: row for row in rows}
    return [_category(row, by_id) for row in rows]


async def category_tree(db: Reader) -> list[CategoryNode]:
    """The categories as a tree, from the top."""
    rows = await category_rows.list_categories(db)
    nodes = {
        row.id: CategoryNode(row.id, row.slug, row.name, row.position, row.product_count, row.own_product_count, [])
        for row in rows
    }
    top: list[CategoryNode] = []
    for row in rows:
        (nodes[row.parent_id].children if row.parent_id is not None else top).append(nodes[row.id])
    return top


async def get_category(db: Reader, key: str) -> tuple[Category, int]:
    """One category by id or slug, with its version."""
    rows = await category_rows.list_categories(db)
    for row in rows:
        if key in (row.slug, str(row.id)):
            return _category(row, {other.id: other for other in rows}), row.version
    raise NotFound


async def find_renamed_category(db: Reader, slug: str) -> str | None:
    """The slug that a category has today which once had this one."""
    return await category_rows.find_renamed_category(db, slug=slug)


async def list_tags(db: Reader) -> list[TagCount]:
    """The tags of active products, the most used first; at most 1,000."""
    return await documents.list_tags(db, most=_MOST_TAGS)


def _given(filters: ProductFilters) -> dict[str, Any]:
    given = msgspec.structs.asdict(filters)
    given["options"] = list(filters.options) if filters.options else None
    return given


def _as_id(key: str) -> UUID | None:
    try:
        return UUID(key) if len(key) == 36 else None
    except ValueError:
        return None


def _category(row: CategoryRow, by_id: dict[UUID, CategoryRow]) -> Category:
    breadcrumb: list[ProductCategory] = []
    above: CategoryRow | None = row
    while above is not None:
        breadcrumb.insert(0, ProductCategory(above.id, above.slug, above.name))
        above = by_id[above.parent_id] if above.parent_id is not None else None
    return Category(
        row.id,
        row.slug,
        row.name,
        row.description,
        row.parent_id,
        row.position,
        row.product_count,
        row.own_product_count,
        breadcrumb,
    )
