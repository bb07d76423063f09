"""A product's pictures over HTTP, for admins and the vendors the product belongs to."""

from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Controller, Response, delete, get, patch, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, MultipartBody

from rowlock.catalogue.admin_routes.editing import author_of, edited, expected_version
from rowlock.catalogue.queries import products
from rowlock.catalogue.routes.visibility import PRIVATE, manages
from rowlock.catalogue.types.documents import Product
from rowlock.db.connections import Reader
from rowlock.db.database import Database
from rowlock.errors import NotFound, PreconditionFailed
from rowlock.http import etags
from rowlock.http.auth import Actor, requires_role
from rowlock.http.gate import limited
from rowlock.http.openapi import problems
from rowlock.http.requests import Request
from rowlock.pictures import commands, queries
from rowlock.pictures.errors import (
    DamagedPicture,
    DuplicatePicture,
    PictureTooLarge,
    TooManyPictures,
    UnsupportedPicture,
)
from rowlock.pictures.types import Alt, Picture, UpdatePicture, UploadedPicture
from rowlock.pictures.uploading import Upload, take_in
from rowlock.storage.errors import StorageFull
from rowlock.storage.routes import STORAGE
from rowlock.storage.store import Storage

_REFUSALS: Final = (
    NotFound,
    PreconditionFailed,
    UnsupportedPicture,
    PictureTooLarge,
    DamagedPicture,
    DuplicatePicture,
    TooManyPictures,
    StorageFull,
)


class PictureUpload(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A JPEG, PNG or WebP, what it shows in words, and the variant that it shows, if it is one."""

    file: UploadFile
    alt: Alt = ""
    variant_id: Annotated[UUID, msgspec.Meta(description="A variant of the product")] | None = None


class PictureList(msgspec.Struct):
    items: list[Picture]


class PictureController(Controller):
    path = "/products/{product_id:uuid}"
    tags = ("Admin: catalogue",)
    guards = (requires_role("admin", "vendor", area="catalogue"),)
    dependencies = STORAGE

    @post(
        "/upload-image",
        status_code=202,
        opt=limited("upload"),
        responses=problems(*_REFUSALS, body=UploadedPicture, status=202),
    )
    async def upload_image(
        self,
        request: Request,
        database: NamedDependency[Database],
        storage: NamedDependency[Storage],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        data: MultipartBody[PictureUpload],
    ) -> Response[bytes]:
        """Adds a picture behind the others of a product.

        JPEG, PNG or WebP, told by its content and not by its name; up to 50 million pixels, 20,000 on a side. The
        worker makes its sizes, upright and without anything that the camera wrote into it, and they appear in the
        product then; `GET /products/{id}/images` says how far it is. Of an animation the first frame is taken. The file
        itself is never published.
        """
        async with database.primary() as db:
            await _check_managed(db, actor, product_id)
        upload = Upload(
            author=author_of(actor),
            product_id=product_id,
            variant_id=data.variant_id,
            alt=data.alt.strip(),
            picture=await data.file.read(),
            expected_version=await expected_version(request, database, actor, product_id),
        )
        picture_id = await take_in(database, storage, upload)
        body = msgspec.json.encode(UploadedPicture(picture_id, "processing"))
        return Response(body, status_code=202, media_type="application/json", headers={"Cache-Control": PRIVATE})

    @get("/images", responses=problems(NotFound, body=PictureList))
    async def list_images(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
    ) -> Response[bytes]:
        """Lists the pictures of a product in their order, with what became of each: also those that are not ready."""
        async with database.primary() as db:
            await _check_managed(db, actor, product_id)
            found = PictureList(await queries.list_pictures(db, product_id))
        return etags.answer(request, msgspec.json.encode(found), cache_control=PRIVATE)

    @patch("/images/{image_id:uuid}", responses=problems(NotFound, PreconditionFailed, body=Product))
    async def update_image(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        image_id: FromPath[UUID],
        data: JSONBody[UpdatePicture],
    ) -> Response[bytes]:
        """Changes what is given of a picture, or moves it to another place; gives the product."""
        expected = await expected_version(request, database, actor, product_id)
        command = commands.PictureChange(author_of(actor), product_id, image_id, data, expected)
        await database.run(commands.update_picture, command)
        return await edited(database, product_id)

    @delete("/images/{image_id:uuid}", responses=problems(NotFound, PreconditionFailed))
    async def delete_image(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        image_id: FromPath[UUID],
    ) -> None:
        """Deletes a picture with its files. Caches may keep these for as long as they like."""
        expected = await expected_version(request, database, actor, product_id)
        command = commands.PictureRemoval(author_of(actor), product_id, image_id, expected)
        await database.run(commands.remove_picture, command)


async def _check_managed(db: Reader, actor: Actor, product_id: UUID) -> None:
    """Before any work is done for somebody whose product it is not. The command looks again under its lock."""
    found = await products.get_product(db, str(product_id))
    if not manages(actor, found.vendor_id):
        raise NotFound
