"""Changes of a product's pictures by its editors, and what the worker reports of them. The former lock the product."""

from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET

from rowlock.audit import commands as audit
from rowlock.catalogue.commands import documents
from rowlock.catalogue.commands.products import Author, locked_product, save_product
from rowlock.catalogue.types.documents import Rendition
from rowlock.db.connections import Writer
from rowlock.errors import InvalidValue, NotFound
from rowlock.outbox.staging import stage
from rowlock.pictures import rules, sql
from rowlock.pictures.errors import TooManyPictures
from rowlock.pictures.types import MOST_PICTURES, Header, Picture, UpdatePicture


class NewPicture(msgspec.Struct, frozen=True, kw_only=True):
    """An upload whose original stands in storage."""

    author: Author
    product_id: UUID
    picture_id: UUID
    variant_id: UUID | None
    alt: str
    content_hash: str
    header: Header
    bytes: int
    expected_version: int | None


class PictureChange(msgspec.Struct, frozen=True):
    author: Author
    product_id: UUID
    picture_id: UUID
    request: UpdatePicture
    expected_version: int | None


class PictureRemoval(msgspec.Struct, frozen=True):
    author: Author
    product_id: UUID
    picture_id: UUID
    expected_version: int | None


class Finished(msgspec.Struct, frozen=True):
    """A picture whose renditions stand in storage."""

    picture_id: UUID
    renditions: dict[str, Rendition]


class Failure(msgspec.Struct, frozen=True):
    """Why a picture will have no renditions, in words for who uploaded it."""

    picture_id: UUID
    error: str


async def add_picture(db: Writer, command: NewPicture) -> None:
    """Adds a picture behind the others and has its renditions made."""
    product = await locked_product(db, command.author, command.product_id, command.expected_version)
    await _check_variant(db, product.id, command.variant_id)
    added = await sql.insert_picture(
        db,
        id=command.picture_id,
        product_id=product.id,
        variant_id=command.variant_id,
        alt=command.alt,
        content_hash=command.content_hash,
        format=command.header.format,
        width=command.header.width,
        height=command.header.height,
        bytes=command.bytes,
        most=MOST_PICTURES,
    )
    if added is None:
        raise TooManyPictures(f"A product has at most {MOST_PICTURES} pictures")
    await stage(
        db,
        "render_picture",
        queue="pictures",
        dedup_key=f"picture:{command.picture_id}",
        picture_id=command.picture_id,
    )
    await save_product(db, product)
    after = {
        "product_id": product.id,
        "format": command.header.format,
        "bytes": command.bytes,
        "alt": command.alt,
        "variant_id": command.variant_id,
    }
    await _finish(db, command.author, "picture.create", product.id, command.picture_id, None, after)


async def update_picture(db: Writer, command: PictureChange) -> None:
    """Changes what is given of a picture; with a position the others make room."""
    product = await locked_product(db, command.author, command.product_id, command.expected_version)
    pictures = await sql.list_pictures(db, product_id=product.id)
    before = _picture(pictures, command.picture_id)
    request = command.request
    given: dict[str, Any] = {
        name: value for name in request.__struct_fields__ if (value := getattr(request, name)) is not UNSET
    }
    after = msgspec.structs.replace(before, **given)
    if after.variant_id != before.variant_id:
        await _check_variant(db, product.id, after.variant_id)
    await sql.update_picture(db, id=before.id, alt=after.alt, variant_id=after.variant_id)
    if request.position is not UNSET:
        order = rules.moved([picture.id for picture in pictures], before.id, request.position)
        await sql.place_pictures(db, ids=order)
    await save_product(db, product)
    changed = {name: getattr(before, name) for name in given}
    await _finish(db, command.author, "picture.update", product.id, before.id, changed, given)


async def remove_picture(db: Writer, command: PictureRemoval) -> None:
    """Removes a picture; its files follow after the commit."""
    product = await locked_product(db, command.author, command.product_id, command.expected_version)
    removed = _picture(await sql.list_pictures(db, product_id=product.id), command.picture_id)
    if await sql.delete_picture(db, id=removed.id):
        await stage(db, "delete_picture_files", queue="pictures", picture_ids=[removed.id])
    await save_product(db, product)
    before = {"product_id": product.id, "alt": removed.alt, "status": removed.status}
    await _finish(db, command.author, "picture.delete", product.id, removed.id, before, None)


async def finish_picture(db: Writer, command: Finished) -> bool:
    """Shows the renditions to everybody; False where the picture is gone or was finished by another run."""
    product_id = await sql.finish_picture(db, id=command.picture_id, renditions=command.renditions)
    if product_id is None:
        return False
    await documents.refresh(db, [product_id])
    return True


async def fail_picture(db: Writer, command: Failure) -> None:
    """Tells the editors why there is nothing to see. The product's document never had the picture."""
    await sql.fail_picture(db, id=command.picture_id, error=command.error)


async def _check_variant(db: Writer, product_id: UUID, variant_id: UUID | None) -> None:
    if variant_id is not None and not await sql.is_variant_of(db, product_id=product_id, variant_id=variant_id):
        raise InvalidValue.at("variant_id", "the product has no such variant")


def _picture(pictures: list[Picture], picture_id: UUID) -> Picture:
    for picture in pictures:
        if picture.id == picture_id:
            return picture
    raise NotFound


async def _finish(
    db: Writer, author: Author, action: str, product_id: UUID, picture_id: UUID, before: Any, after: Any
) -> None:
    await documents.refresh(db, [product_id])
    await audit.record(
        db,
        actor_id=author.actor_id,
        action=action,
        object_type="picture",
        object_id=str(picture_id),
        before=before,
        after=after,
    )
