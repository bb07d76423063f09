"""What editors and the worker ask of pictures."""

from uuid import UUID

from rowlock.db.connections import Reader
from rowlock.pictures import sql
from rowlock.pictures.types import OriginalRow, Picture


async def list_pictures(db: Reader, product_id: UUID) -> list[Picture]:
    """In their order, whatever their state. Who may see them is for the caller to decide."""
    return await sql.list_pictures(db, product_id=product_id)


async def new_id(db: Reader) -> UUID:
    """For a picture whose files are stored before its row is."""
    return await sql.new_picture_id(db)


async def get_original(db: Reader, picture_id: UUID) -> OriginalRow | None:
    return await sql.get_original(db, id=picture_id)


async def list_unknown(db: Reader, picture_ids: set[UUID]) -> set[UUID]:
    """Which of these there are not."""
    return picture_ids - set(await sql.list_known(db, ids=sorted(picture_ids)))
