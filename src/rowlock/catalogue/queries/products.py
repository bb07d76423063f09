"""One product and those like it, answered in bytes that PostgreSQL has ready."""

from typing import Final
from uuid import UUID

import msgspec

from rowlock.catalogue.sql import documents, product_rows
from rowlock.catalogue.types.rows import (
    RenamedProduct,
    VisibleProduct,
)
from rowlock.db.connections import Reader
from rowlock.errors import NotFound

_MOST_RELATED: Final = 12


async def get_product(db: Reader, key: str) -> VisibleProduct:
    """A product by id or slug. Who may see it is for the caller to decide."""
    product_id = as_id(key)
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
    """The documents with the exact number of every variant, where it lies, and the barcode, for those who
    may know them."""
    decoded = [msgspec.json.decode(document) for document in bodies]
    rows = await documents.list_stock(db, product_ids=[UUID(product["id"]) for product in decoded])
    known = {str(row.variant_id): row for row in rows}
    for product in decoded:
        for variant in product["variants"]:
            if (row := known.get(variant["id"])) is not None:
                variant["available"], variant["barcode"] = row.on_hand, row.barcode
                variant["locations"] = row.locations
    return [msgspec.json.encode(product) for product in decoded]


async def list_related(db: Reader, product_id: UUID) -> list[bytes]:
    """Documents of products like this one."""
    return await documents.list_related_products(db, product_id=product_id, most=_MOST_RELATED)


def as_id(key: str) -> UUID | None:
    try:
        return UUID(key) if len(key) == 36 else None
    except ValueError:
        return None
