"""The statements on pictures."""

from uuid import UUID

from rowlock.catalogue.types.rows import ImageRow
from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement


@statement
async def list_imported_images(db: Reader, *, product_id: UUID) -> list[ImageRow]: ...


@statement
async def replace_imported_images(
    db: Writer, *, product_id: UUID, urls: list[str], alts: list[str], variant_ids: list[UUID | None]
) -> None: ...
