"""Products as pages: found, made, filled in, and taken out of sale. Variants and pictures have pages of their own."""

from typing import Annotated, Any, Final, get_args
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from rowlock.catalogue.commands import products
from rowlock.catalogue.commands.products import Author
from rowlock.catalogue.queries import shelf
from rowlock.catalogue.queries.shelf import ShelfFilter
from rowlock.catalogue.types.lists import MOST_OF_A_BEGINNING
from rowlock.catalogue.types.requests import ProductStatus
from rowlock.db.database import Database
from rowlock.http.auth import Actor, requires_role
from rowlock.http.paging import COUNTED, Paging
from rowlock.http.requests import Request
from rowlock.pages import conflicts, forms
from rowlock.pages.acting import act
from rowlock.pages.product_forms import NewProductForm, ProductForm, new_product_page, product_page
from rowlock.pages.rendering import onward, page
from rowlock.pages.routes.users import Done
from rowlock.settings import Settings

_NEWEST: Final = "newest"


class ProductPages(Controller):
    path = "/products"
    guards = (requires_role("admin", area="catalogue"),)

    @get()
    async def list_products(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        q: Annotated[str | None, QueryParameter(max_length=200)] = None,
        status: Annotated[ProductStatus | None, QueryParameter()] = None,
        done: Done = None,
    ) -> Response[str]:
        chosen = ShelfFilter(search=(q or "").strip() or None, status=status)
        async with database.listing() as db:
            rows, counted = await shelf.list_shelf(
                db,
                chosen,
                before_id=paging.after(UUID, sort=_NEWEST, filters=chosen),
                skip=paging.offset,
                limit=paging.limit + 1,
                most=COUNTED + 1,
            )
        listed = paging.page(rows, counted, sort=_NEWEST, filters=chosen, key=lambda row: row.id, item=lambda row: row)
        if chosen.search is not None and counted >= MOST_OF_A_BEGINNING:
            listed = msgspec.structs.replace(listed, total_capped=True)  # nobody looked any further
        return page(request, settings, "products", products=listed, chosen=chosen, statuses=get_args(ProductStatus))

    @get("/new")
    async def show_new(
        self, request: Request, database: NamedDependency[Database], settings: NamedDependency[Settings]
    ) -> Response[str]:
        return await new_product_page(request, database, settings, forms.empty(settings))

    @post()
    async def create_product(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
    ) -> Response[Any]:
        form = await forms.read(request, settings)

        async def create() -> UUID:
            wanted = form.to(NewProductForm).to_request()
            command = products.NewProduct(author_of(actor), settings.currency, wanted)
            return await database.run(products.create_product, command)

        return await act(
            request,
            form,
            create,
            then=lambda made: onward(f"/admin/products/{made}", "product_created"),
            again=lambda status: new_product_page(request, database, settings, form, status),
        )

    @get("/{product_id:uuid}")
    async def show_product(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        product_id: FromPath[UUID],
        done: Done = None,
    ) -> Response[str]:
        return await product_page(request, database, settings, product_id, forms.empty(settings))

    @post("/{product_id:uuid}")
    async def update_product(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
    ) -> Response[Any]:
        """Rewrites the version that was shown; where somebody else came first, both are shown."""
        form = await forms.read(request, settings)

        async def update() -> None:
            wanted = form.to(ProductForm, ignoring=(conflicts.VERSION,)).to_request()
            command = products.ProductChange(author_of(actor), product_id, wanted, conflicts.seen_version(form))
            await database.run(products.update_product, command)

        return await act(
            request,
            form,
            update,
            then=onward(f"/admin/products/{product_id}", "product_saved"),
            again=lambda status: product_page(request, database, settings, product_id, form, status),
        )

    @post("/{product_id:uuid}/remove")
    async def remove_product(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)
        command = products.ProductRemoval(author_of(actor), product_id, conflicts.seen_version(form))
        return await act(
            request,
            form,
            lambda: database.run(products.remove_product, command),
            then=onward("/admin/products", "product_removed"),
            again=lambda status: product_page(request, database, settings, product_id, form.untyped(), status),
        )


def author_of(actor: Actor) -> Author:
    """An admin, who may change whatever there is."""
    return Author(actor.user_id, is_admin=True)
