"""The variants of a product, each on its page."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from rowlock.catalogue.commands import variants
from rowlock.db.database import Database
from rowlock.http.auth import Actor, requires_role
from rowlock.http.requests import Request
from rowlock.pages import conflicts, forms
from rowlock.pages.acting import act
from rowlock.pages.product_forms import NewVariantForm, VariantForm, variant_page
from rowlock.pages.rendering import onward
from rowlock.pages.routes.products import author_of
from rowlock.settings import Settings

_Step = Callable[[forms.Form], Awaitable[Any]]


class VariantPages(Controller):
    path = "/products/{product_id:uuid}/variants"
    guards = (requires_role("admin", area="catalogue"),)

    @get("/new")
    async def show_new(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        product_id: FromPath[UUID],
    ) -> Response[str]:
        return await variant_page(request, database, settings, product_id, None, forms.empty(settings))

    @get("/{variant_id:uuid}")
    async def show_variant(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        product_id: FromPath[UUID],
        variant_id: FromPath[UUID],
    ) -> Response[str]:
        return await variant_page(request, database, settings, product_id, variant_id, forms.empty(settings))

    @post()
    async def add_variant(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
    ) -> Response[Any]:
        async def step(form: forms.Form) -> None:
            wanted = form.to(NewVariantForm).to_create()
            await database.run(variants.add_variant, variants.NewVariant(author_of(actor), product_id, wanted))

        return await _act(request, database, settings, product_id, None, step, "variant_added")

    @post("/{variant_id:uuid}")
    async def update_variant(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        variant_id: FromPath[UUID],
    ) -> Response[Any]:
        async def step(form: forms.Form) -> None:
            wanted = form.to(VariantForm, ignoring=(conflicts.VERSION,)).to_request()
            expected = conflicts.seen_version(form)
            command = variants.VariantChange(author_of(actor), product_id, variant_id, wanted, expected)
            await database.run(variants.update_variant, command)

        return await _act(request, database, settings, product_id, variant_id, step, "variant_saved")

    @post("/{variant_id:uuid}/remove")
    async def remove_variant(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        variant_id: FromPath[UUID],
    ) -> Response[Any]:
        async def step(form: forms.Form) -> None:
            command = variants.VariantRemoval(author_of(actor), product_id, variant_id, conflicts.seen_version(form))
            await database.run(variants.remove_variant, command)

        return await _act(request, database, settings, product_id, variant_id, step, "variant_removed")


async def _act(
    request: Request,
    database: Database,
    settings: Settings,
    product_id: UUID,
    variant_id: UUID | None,
    step: _Step,
    notice: str,
) -> Response[Any]:
    form = await forms.read(request, settings)
    return await act(
        request,
        form,
        lambda: step(form),
        then=onward(f"/admin/products/{product_id}", notice),
        again=lambda status: variant_page(request, database, settings, product_id, variant_id, form, status),
    )
