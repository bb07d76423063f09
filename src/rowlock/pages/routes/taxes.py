"""Taxes: what is taxed alike, and at which rates where."""

from typing import Any, Final
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from rowlock.db.database import Database
from rowlock.errors import Conflict, NotFound
from rowlock.http.auth import Actor, requires_role
from rowlock.http.requests import Request
from rowlock.pages import conflicts, forms
from rowlock.pages.acting import act
from rowlock.pages.rendering import onward, page
from rowlock.pages.routes.users import Done
from rowlock.pricing import queries
from rowlock.pricing.commands import places
from rowlock.pricing.types.places import Code, Name, SaveTaxClass, SaveTaxRate, TaxRateShown
from rowlock.settings import Settings

_LABELS: Final = {
    "tax_class": "Tax class",
    "name": "Name",
    "country": "Country",
    "region": "Region",
    "decimal:rate": "Percent",
}


class _ClassForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    code: Code
    name: Name


class TaxPages(Controller):
    path = "/taxes"
    guards = (requires_role("admin", area="pricing"),)

    @get()
    async def show_taxes(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        done: Done = None,
    ) -> Response[str]:
        async with database.primary() as db:
            classes = await queries.list_tax_classes(db)
            rates = await queries.list_tax_rates(db)
        names = {one.code: one.name for one in classes}
        return page(request, settings, "taxes", classes=classes, rates=rates, names=names)

    @get("/new-class")
    async def show_new_class(
        self, request: Request, database: NamedDependency[Database], settings: NamedDependency[Settings]
    ) -> Response[str]:
        return await _class_page(request, database, settings, None, forms.empty(settings))

    @post("/classes")
    async def create_class(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
    ) -> Response[Any]:
        """A code that there is already is refused here, where the api would rename its class."""
        form = await forms.read(request, settings)

        async def create() -> None:
            wanted = form.to(_ClassForm)
            async with database.primary() as db:
                if any(one.code == wanted.code for one in await queries.list_tax_classes(db)):
                    raise Conflict("There is a tax class with this code")
            command = places.TaxClassChange(actor.user_id, wanted.code, SaveTaxClass(name=wanted.name))
            await database.run(places.save_tax_class, command)

        return await act(
            request,
            form,
            create,
            then=onward("/admin/taxes", "tax_class_saved"),
            again=lambda status: _class_page(request, database, settings, None, form, status),
        )

    @get("/classes/{code:str}")
    async def show_class(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        code: FromPath[Code],
    ) -> Response[str]:
        return await _class_page(request, database, settings, code, forms.empty(settings))

    @post("/classes/{code:str}")
    async def rename_class(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        code: FromPath[Code],
    ) -> Response[Any]:
        form = await forms.read(request, settings)

        async def rename() -> None:
            command = places.TaxClassChange(actor.user_id, code, form.to(SaveTaxClass))
            await database.run(places.save_tax_class, command)

        return await act(
            request,
            form,
            rename,
            then=onward("/admin/taxes", "tax_class_saved"),
            again=lambda status: _class_page(request, database, settings, code, form, status),
        )

    @post("/classes/{code:str}/delete")
    async def delete_class(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        code: FromPath[Code],
    ) -> Response[Any]:
        form = await forms.read(request, settings)
        return await act(
            request,
            form,
            lambda: database.run(places.delete_tax_class, places.TaxClassRemoval(actor.user_id, code)),
            then=onward("/admin/taxes", "tax_class_deleted"),
            again=lambda status: _class_page(request, database, settings, code, form.untyped(), status),
        )

    @get("/rates/new")
    async def show_new_rate(
        self, request: Request, database: NamedDependency[Database], settings: NamedDependency[Settings]
    ) -> Response[str]:
        return await _rate_page(request, database, settings, None, forms.empty(settings))

    @get("/rates/{rate_id:uuid}")
    async def show_rate(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        rate_id: FromPath[UUID],
    ) -> Response[str]:
        return await _rate_page(request, database, settings, rate_id, forms.empty(settings))

    @post("/rates")
    async def create_rate(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
    ) -> Response[Any]:
        return await _save_rate(request, database, settings, actor, None)

    @post("/rates/{rate_id:uuid}")
    async def update_rate(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        rate_id: FromPath[UUID],
    ) -> Response[Any]:
        return await _save_rate(request, database, settings, actor, rate_id)

    @post("/rates/{rate_id:uuid}/delete")
    async def delete_rate(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        rate_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)

        async def delete() -> None:
            removal = places.Removal(actor.user_id, rate_id, conflicts.seen_version(form))
            await database.run(places.delete_tax_rate, removal)

        return await act(
            request,
            form,
            delete,
            then=onward("/admin/taxes", "rate_deleted"),
            again=lambda status: _rate_page(request, database, settings, rate_id, form.untyped(), status),
        )


async def _save_rate(
    request: Request, database: Database, settings: Settings, actor: Actor, rate_id: UUID | None
) -> Response[Any]:
    form = await forms.read(request, settings)

    async def save() -> None:
        wanted = form.to(SaveTaxRate, ignoring=(conflicts.VERSION,))
        command = places.TaxRateChange(actor.user_id, wanted, rate_id, conflicts.seen_version(form))
        await database.run(places.save_tax_rate, command)

    return await act(
        request,
        form,
        save,
        then=onward("/admin/taxes", "rate_created" if rate_id is None else "rate_saved"),
        again=lambda status: _rate_page(request, database, settings, rate_id, form, status),
    )


async def _class_page(
    request: Request, database: Database, settings: Settings, code: str | None, form: forms.Form, status: int = 200
) -> Response[str]:
    async with database.primary() as db:
        classes = await queries.list_tax_classes(db)
    found = next((one for one in classes if one.code == code), None)
    if found is None and code is not None:
        raise NotFound
    return page(request, settings, "tax_class", status=status, tax_class=found, form=form)


async def _rate_page(
    request: Request,
    database: Database,
    settings: Settings,
    rate_id: UUID | None,
    form: forms.Form,
    status: int = 200,
) -> Response[str]:
    async with database.primary() as db:
        classes = await queries.list_tax_classes(db)
        rates = await queries.list_tax_rates(db)
    rate = next((one for one in rates if one.id == rate_id), None)
    if rate is None and rate_id is not None:
        raise NotFound
    held = _held(rate)
    return page(
        request,
        settings,
        "tax_rate",
        status=status,
        rate=rate,
        classes=classes,
        labels=_LABELS,
        held=held,
        differences=conflicts.differences(form, _LABELS, held),
        form=form,
    )


def _held(rate: TaxRateShown | None) -> dict[str, str]:
    """What the form holds before anybody types."""
    if rate is None:
        return {**dict.fromkeys(_LABELS, ""), "tax_class": "standard"}
    return {
        "tax_class": rate.tax_class,
        "name": rate.name,
        "country": rate.country or "",
        "region": rate.region or "",
        "decimal:rate": f"{rate.rate:g}",
    }
