"""The category tree as pages."""

from typing import Any, Final
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from rowlock.catalogue.commands import categories
from rowlock.catalogue.queries import categories as queries
from rowlock.catalogue.types.documents import Category
from rowlock.catalogue.types.requests import SaveCategory
from rowlock.db.database import Database
from rowlock.http.auth import Actor, requires_role
from rowlock.http.requests import Request
from rowlock.pages import conflicts, forms
from rowlock.pages.acting import act
from rowlock.pages.rendering import onward, page
from rowlock.pages.routes.users import Done
from rowlock.settings import Settings

_LABELS: Final = {
    "name": "Name",
    "slug": "Slug",
    "parent_id": "Below",
    "position": "Place among its neighbours",
    "description": "Description",
}


class CategoryPages(Controller):
    path = "/categories"
    guards = (requires_role("admin", area="catalogue"),)

    @get()
    async def list_categories(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        done: Done = None,
    ) -> Response[str]:
        async with database.primary() as db:
            tree = await queries.category_tree(db)
        return page(request, settings, "categories", tree=tree)

    @get("/new")
    async def show_new(
        self, request: Request, database: NamedDependency[Database], settings: NamedDependency[Settings]
    ) -> Response[str]:
        return await _category_page(request, database, settings, None, forms.empty(settings))

    @post()
    async def create_category(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
    ) -> Response[Any]:
        form = await forms.read(request, settings)

        async def create() -> UUID:
            command = categories.NewCategory(actor.user_id, form.to(SaveCategory))
            return await database.run(categories.create_category, command)

        return await act(
            request,
            form,
            create,
            then=onward("/admin/categories", "category_created"),
            again=lambda status: _category_page(request, database, settings, None, form, status),
        )

    @get("/{category_id:uuid}")
    async def show_category(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        category_id: FromPath[UUID],
    ) -> Response[str]:
        return await _category_page(request, database, settings, category_id, forms.empty(settings))

    @post("/{category_id:uuid}")
    async def update_category(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        category_id: FromPath[UUID],
    ) -> Response[Any]:
        """Rewrites the version that was shown; where somebody else came first, both are shown."""
        form = await forms.read(request, settings)

        async def update() -> None:
            wanted = form.to(SaveCategory, ignoring=(conflicts.VERSION,))
            command = categories.CategoryChange(actor.user_id, category_id, wanted, conflicts.seen_version(form))
            await database.run(categories.update_category, command)

        return await act(
            request,
            form,
            update,
            then=onward("/admin/categories", "category_saved"),
            again=lambda status: _category_page(request, database, settings, category_id, form, status),
        )

    @post("/{category_id:uuid}/remove")
    async def remove_category(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        category_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)
        command = categories.CategoryRemoval(actor.user_id, category_id, conflicts.seen_version(form))
        return await act(
            request,
            form,
            lambda: database.run(categories.delete_category, command),
            then=onward("/admin/categories", "category_removed"),
            again=lambda status: _category_page(request, database, settings, category_id, form.untyped(), status),
        )


async def _category_page(
    request: Request,
    database: Database,
    settings: Settings,
    category_id: UUID | None,
    form: forms.Form,
    status: int = 200,
) -> Response[str]:
    category, version = None, 0
    async with database.primary() as db:
        if category_id is not None:
            category, version = await queries.get_category(db, str(category_id))
        known = await queries.list_categories(db)
    held = _held(category)
    names = {str(one.id): " › ".join(above.name for above in one.breadcrumb) for one in known}
    below = {str(one.id) for one in known if category_id in {above.id for above in one.breadcrumb}}
    return page(
        request,
        settings,
        "category",
        status=status,
        category=category,
        version=version,
        parents=sorted(((id, name) for id, name in names.items() if id not in below), key=lambda one: one[1]),
        labels=_LABELS,
        held=held,
        differences=conflicts.differences(form, _LABELS, held),
        form=form,
    )


def _held(category: Category | None) -> dict[str, str]:
    """What the form holds before anybody types."""
    if category is None:
        return {**dict.fromkeys(_LABELS, ""), "position": "0"}
    held = {name: getattr(category, name) for name in _LABELS}
    return {name: "" if value is None else str(value) for name, value in held.items()}
