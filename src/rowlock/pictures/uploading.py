"""Takes an uploaded picture in: its file first, then its row."""

import asyncio
from uuid import UUID

import msgspec

from rowlock.catalogue.commands.products import Author
from rowlock.db.database import Database
from rowlock.errors import InvalidValue, RowlockError, Unavailable
from rowlock.pictures import commands, files, queries
from rowlock.pictures.headers import read_header
from rowlock.pictures.types import Header
from rowlock.storage.store import Storage


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it came. `expected_version` is the product's, where the uploader names it."""

    author: Author
    product_id: UUID
    variant_id: UUID | None
    alt: str
    picture: bytes
    expected_version: int | None = None


async def take_in(database: Database, storage: Storage, upload: Upload) -> UUID:
    """Adds the picture behind the others of its product and has the worker make its sizes; its id."""
    if not upload.picture:
        raise InvalidValue.at("file", "the file is empty")
    async with database.primary() as db:
        picture_id = await queries.new_id(db)
    header, digest = await asyncio.to_thread(_looked_at, upload.picture)
    command = commands.NewPicture(
        author=upload.author,
        product_id=upload.product_id,
        picture_id=picture_id,
        variant_id=upload.variant_id,
        alt=upload.alt,
        content_hash=digest,
        header=header,
        bytes=len(upload.picture),
        expected_version=upload.expected_version,
    )
    # The file comes first: killed between the two, we leave a file that the sweep finds, and no row without one.
    # Where nobody knows whether the row was written (a connection lost over the commit), the sweep finds out.
    try:
        await storage.put(files.original_key(picture_id, digest, header.format), upload.picture)
        await database.run(commands.add_picture, command)
    except Unavailable:
        raise
    except RowlockError:
        await files.delete_files(storage, picture_id)
        raise
    return picture_id


def _looked_at(picture: bytes) -> tuple[Header, str]:
    return read_header(picture), files.content_hash(picture)
