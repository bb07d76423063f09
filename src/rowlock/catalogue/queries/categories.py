"""The category tree and the tags."""

from typing import Final
from uuid import UUID

from rowlock.catalogue.queries.products import as_id
from rowlock.catalogue.sql import category_rows, documents
from rowlock.catalogue.types.documents import Category, CategoryNode, ProductCategory, TagCount
from rowlock.catalogue.types.rows import (
    CategoryRow,
)
from rowlock.db.connections import Reader
from rowlock.errors import NotFound

_MOST_TAGS: Final = 1_000


async def find_category(db: Reader, key: str) -> UUID | None:
    """A category's id from its id or slug; None where there is no such slug."""
    return as_id(key) or await category_rows.find_category_id(db, slug=key)


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
