"""The statements of `sql/pictures/`."""

from uuid import UUID

from rowlock.catalogue.types.documents import Rendition
from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement
from rowlock.pictures.types import OriginalRow, Picture


@statement
async def new_picture_id(db: Reader) -> UUID: ...


@statement
async def insert_picture(
    db: Writer,
    *,
    id: UUID,
    product_id: UUID,
    variant_id: UUID | None,
    alt: str,
    content_hash: str,
    format: str,
    width: int,
    height: int,
    bytes: int,
    most: int,
) -> UUID | None: ...


@statement
async def is_variant_of(db: Reader, *, product_id: UUID, variant_id: UUID) -> bool: ...


@statement
async def list_pictures(db: Reader, *, product_id: UUID) -> list[Picture]: ...


@statement
async def update_picture(db: Writer, *, id: UUID, alt: str, variant_id: UUID | None) -> None: ...


@statement
async def place_pictures(db: Writer, *, ids: list[UUID]) -> None: ...


@statement
async def delete_picture(db: Writer, *, id: UUID) -> bool: ...


@statement
async def get_original(db: Reader, *, id: UUID) -> OriginalRow | None: ...


@statement
async def finish_picture(db: Writer, *, id: UUID, renditions: dict[str, Rendition]) -> UUID | None: ...


@statement
async def fail_picture(db: Writer, *, id: UUID, error: str) -> None: ...


@statement
async def list_known(db: Reader, *, ids: list[UUID]) -> list[UUID]: ...
