"""The pictures of a product, on its page: added by choice or drop, put in order, described, removed."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath

from rowlock.db.database import Database
from rowlock.errors import InvalidValue
from rowlock.http.auth import Actor, requires_role
from rowlock.http.gate import limited
from rowlock.http.requests import Request
from rowlock.pages import forms
from rowlock.pages.acting import act
from rowlock.pages.product_forms import picture_page, product_page
from rowlock.pages.rendering import onward
from rowlock.pages.routes.products import author_of
from rowlock.pictures import commands
from rowlock.pictures.types import Alt, UpdatePicture
from rowlock.pictures.uploading import Upload, take_in
from rowlock.settings import Settings
from rowlock.storage.routes import STORAGE
from rowlock.storage.store import Storage

_Step = Callable[[forms.Form], Awaitable[Any]]


class _PictureForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    alt: Alt = ""
    variant_id: UUID | None = None


class _MoveForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    position: Annotated[int, msgspec.Meta(ge=0, le=10_000)]


class PicturePages(Controller):
    path = "/products/{product_id:uuid}/pictures"
    guards = (requires_role("admin", area="catalogue"),)
    dependencies = STORAGE

    @post(opt=limited("upload"))
    async def add_pictures(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        storage: NamedDependency[Storage],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
    ) -> Response[Any]:
        """Takes in one after the other, up to one that is refused; those before it stay."""

        async def step(form: forms.Form) -> None:
            chosen = form.files("file")
            if not chosen:
                raise InvalidValue.at("file", "choose a picture first")
            for file in chosen:
                await take_in(database, storage, await _upload(actor, product_id, file))

        return await _act(request, database, settings, product_id, step, "pictures_added")

    @get("/{picture_id:uuid}")
    async def show_picture(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        product_id: FromPath[UUID],
        picture_id: FromPath[UUID],
    ) -> Response[str]:
        return await picture_page(request, database, settings, product_id, picture_id, forms.empty(settings))

    @post("/{picture_id:uuid}")
    async def describe_picture(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        picture_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)

        async def describe() -> None:
            said = form.to(_PictureForm)
            wanted = UpdatePicture(alt=said.alt, variant_id=said.variant_id)
            command = commands.PictureChange(author_of(actor), product_id, picture_id, wanted, None)
            await database.run(commands.update_picture, command)

        return await act(
            request,
            form,
            describe,
            then=onward(f"/admin/products/{product_id}", "picture_saved"),
            again=lambda status: picture_page(request, database, settings, product_id, picture_id, form, status),
        )

    @post("/{picture_id:uuid}/move")
    async def move_picture(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        picture_id: FromPath[UUID],
    ) -> Response[Any]:
        async def step(form: forms.Form) -> None:
            wanted = UpdatePicture(position=form.to(_MoveForm).position)
            command = commands.PictureChange(author_of(actor), product_id, picture_id, wanted, None)
            await database.run(commands.update_picture, command)

        return await _act(request, database, settings, product_id, step, "picture_saved")

    @post("/{picture_id:uuid}/remove")
    async def remove_picture(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        picture_id: FromPath[UUID],
    ) -> Response[Any]:
        async def step(form: forms.Form) -> None:
            command = commands.PictureRemoval(author_of(actor), product_id, picture_id, None)
            await database.run(commands.remove_picture, command)

        return await _act(request, database, settings, product_id, step, "picture_removed")


async def _upload(actor: Actor, product_id: UUID, file: UploadFile) -> Upload:
    return Upload(author=author_of(actor), product_id=product_id, variant_id=None, alt="", picture=await file.read())


async def _act(
    request: Request, database: Database, settings: Settings, product_id: UUID, step: _Step, notice: str
) -> Response[Any]:
    form = await forms.read(request, settings)
    return await act(
        request,
        form,
        lambda: step(form),
        then=onward(f"/admin/products/{product_id}", notice),
        again=lambda status: product_page(request, database, settings, product_id, form.untyped(), status),
    )
