"""The category tree over HTTP, for admins."""

from uuid import UUID

import msgspec
from litestar import Controller, Response, delete, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from rowlock.catalogue.commands import categories
from rowlock.catalogue.errors import CategoryCycle, CategoryInUse, DuplicateCategorySlug
from rowlock.catalogue.queries import categories as queries
from rowlock.catalogue.routes.visibility import PRIVATE
from rowlock.catalogue.types.documents import Category
from rowlock.catalogue.types.requests import SaveCategory
from rowlock.db.database import Database
from rowlock.errors import NotFound, PreconditionFailed
from rowlock.http import etags
from rowlock.http.auth import Actor, requires_role
from rowlock.http.openapi import problems
from rowlock.http.requests import Request


class CategoryEditController(Controller):
    path = "/categories"
    tags = ("Admin: catalogue",)
    guards = (requires_role("admin", area="catalogue"),)

    @post(responses=problems(DuplicateCategorySlug, body=Category, status=201))
    async def create_category(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[SaveCategory]
    ) -> Response[bytes]:
        """Adds a category below another, or at the top."""
        command = categories.NewCategory(actor.user_id, data)
        return await _saved(database, await database.run(categories.create_category, command), status=201)

    @put(
        "/{category_id:uuid}",
        responses=problems(NotFound, PreconditionFailed, CategoryCycle, DuplicateCategorySlug, body=Category),
    )
    async def update_category(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        category_id: FromPath[UUID],
        data: JSONBody[SaveCategory],
    ) -> Response[bytes]:
        """Renames or moves a category, with all that is below it.

        Up to 1,000 products show the change at once, more of them as the worker gets to them.
        """
        expected = await _expected_version(request, database, category_id)
        command = categories.CategoryChange(actor.user_id, category_id, data, expected)
        await database.run(categories.update_category, command)
        return await _saved(database, category_id)

    @delete("/{category_id:uuid}", responses=problems(NotFound, PreconditionFailed, CategoryInUse))
    async def delete_category(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        category_id: FromPath[UUID],
    ) -> None:
        """Removes a category that has neither products nor categories in it."""
        expected = await _expected_version(request, database, category_id)
        command = categories.CategoryRemoval(actor.user_id, category_id, expected)
        await database.run(categories.delete_category, command)


async def _expected_version(request: Request, database: Database, category_id: UUID) -> int | None:
    """The version that If-Match names. The command compares it again under its lock."""
    sent = etags.if_match(request)
    if sent is None:
        return None
    async with database.primary() as db:
        _, version = await queries.get_category(db, str(category_id))
    etags.check_if_match(sent, etags.of_version(version))
    return version


async def _saved(database: Database, category_id: UUID, *, status: int = 200) -> Response[bytes]:
    async with database.primary() as db:
        category, version = await queries.get_category(db, str(category_id))
    headers = {"ETag": etags.of_version(version), "Cache-Control": PRIVATE}
    if status == 201:
        headers["Location"] = f"/api/v1/categories/{category_id}"
    return Response(msgspec.json.encode(category), status_code=status, media_type="application/json", headers=headers)
