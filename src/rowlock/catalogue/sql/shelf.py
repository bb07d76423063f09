"""The statements that show products to those who edit them."""

from uuid import UUID

from rowlock.catalogue.types.rows import ProductRow, ShelfRow
from rowlock.db.connections import Reader
from rowlock.db.statements import statement


@statement
async def get_editable_product(db: Reader, *, product_id: UUID) -> ProductRow | None: ...


@statement
async def list_shelf(
    db: Reader,
    *,
    search: str | None,
    pattern: str | None,
    status: str | None,
    most_found: int,
    before_id: UUID | None,
    skip: int,
    most: int,
) -> list[ShelfRow]: ...


@statement
async def count_shelf(
    db: Reader, *, search: str | None, pattern: str | None, status: str | None, most_found: int, most: int
) -> int: ...
