"""The statements that read and keep product documents."""

from datetime import datetime
from uuid import UUID

from rowlock.catalogue.types.documents import TagCount
from rowlock.catalogue.types.lists import DocumentByInstant
from rowlock.catalogue.types.rows import StockRow, VisibleProduct
from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement


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
async def list_tags(db: Reader, *, most: int) -> list[TagCount]: ...


@statement
async def refresh_documents(db: Writer, *, product_ids: list[UUID]) -> None: ...


@statement
async def refresh_due_documents(db: Writer, *, most: int) -> list[UUID]: ...
