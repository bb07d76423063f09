"""The category tree over HTTP, for admins."""

from uuid import UUID

from litestar import Controller, delete, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from rowlock.catalogue.commands import categories
from rowlock.catalogue.errors import (
    CategoryCycle,
    CategoryInUse,
    DuplicateCategorySlug,
)
from rowlock.catalogue.queries import categories as queries
from rowlock.catalogue.types.documents import Category
from rowlock.catalogue.types.requests import (
    SaveCategory,
)
from rowlock.db.database import Database
from rowlock.errors import NotFound
from rowlock.http.auth import Actor, requires_role
from rowlock.http.openapi import problems


class CategoryEditController(Controller):
    path = "/categories"
    tags = ("Admin: catalogue",)
    guards = (requires_role("admin", area="catalogue"),)

    @post(responses=problems(DuplicateCategorySlug))
    async def create_category(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[SaveCategory]
    ) -> Category:
        """Adds a category below another, or at the top."""
        command = categories.NewCategory(actor.user_id, data)
        return await _category(database, await database.run(categories.create_category, command))

    @put("/{category_id:uuid}", responses=problems(NotFound, CategoryCycle, DuplicateCategorySlug))
    async def update_category(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        category_id: FromPath[UUID],
        data: JSONBody[SaveCategory],
    ) -> Category:
        """Renames or moves a category, with all that is below it."""
        await database.run(categories.update_category, categories.CategoryChange(actor.user_id, category_id, data))
        return await _category(database, category_id)

    @delete("/{category_id:uuid}", responses=problems(NotFound, CategoryInUse))
    async def delete_category(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], category_id: FromPath[UUID]
    ) -> None:
        """Removes a category that has neither products nor categories in it."""
        await database.run(categories.delete_category, categories.CategoryRemoval(actor.user_id, category_id))


async def _category(database: Database, category_id: UUID) -> Category:
    async with database.primary() as db:
        return await queries.get_category(db, str(category_id))
