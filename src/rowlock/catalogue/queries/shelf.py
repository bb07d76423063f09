"""Products as those who edit them see them: in every status, with the prices and the stock that are stored."""

from typing import Any, Final
from uuid import UUID

import msgspec

from rowlock.accounts.rules import contains
from rowlock.catalogue.sql import product_rows, shelf
from rowlock.catalogue.types.lists import MOST_OF_A_BEGINNING
from rowlock.catalogue.types.requests import ProductStatus
from rowlock.catalogue.types.rows import ProductRow, ShelfRow, VariantRow
from rowlock.db.connections import Reader
from rowlock.errors import NotFound

_SHORTEST_PART: Final = 3


class ShelfFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which products a list has: with words or a part of a SKU, and of one status; nothing set is all of them."""

    search: str | None = None
    status: ProductStatus | None = None


async def get_editable_product(db: Reader, product_id: UUID) -> tuple[ProductRow, list[VariantRow]]:
    """A product with its variants, before any discount. Who may edit it is for the caller to decide."""
    row = await shelf.get_editable_product(db, product_id=product_id)
    if row is None:
        raise NotFound
    return row, await product_rows.list_variants(db, product_id=product_id)


async def list_shelf(
    db: Reader, chosen: ShelfFilter, *, before_id: UUID | None, skip: int, limit: int, most: int
) -> tuple[list[ShelfRow], int]:
    """The newest first, after the product where the last page ended, and how many there are, counted to `most`."""
    wanted: dict[str, Any] = {
        "search": chosen.search,
        "pattern": sku_pattern(chosen.search),
        "status": chosen.status,
        "most_found": MOST_OF_A_BEGINNING,
    }
    rows = await shelf.list_shelf(db, **wanted, before_id=before_id, skip=skip, most=limit)
    return rows, await shelf.count_shelf(db, **wanted, most=most)


def sku_pattern(search: str | None) -> str | None:
    """What finds a part of a SKU; two characters are in too many, and find those that begin so."""
    if search is None:
        return None
    return contains(search) if len(search) >= _SHORTEST_PART else contains(search).removeprefix("%")
