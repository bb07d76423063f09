"""The locations where stock lies: opened, changed, put out of use."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import UNSET

from rowlock.db.database import Database
from rowlock.http.auth import Actor, requires_role
from rowlock.http.requests import Request
from rowlock.inventory import queries
from rowlock.inventory.commands import locations
from rowlock.inventory.types import Code, Country, CreateLocation, LocationName, Position, Region, UpdateLocation
from rowlock.pages import forms
from rowlock.pages.acting import act
from rowlock.pages.rendering import onward, page
from rowlock.pages.routes.users import Done
from rowlock.settings import Settings


class _LocationForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """All of a location: an empty country or region is none, a box that is not ticked says no."""

    code: Code
    name: LocationName
    country: Country | None = None
    region: Region | None = None
    position: Position | None = None
    is_active: bool = False

    def to_creation(self) -> CreateLocation:
        return CreateLocation(
            code=self.code, name=self.name, country=self.country, region=self.region, position=self.position
        )

    def to_update(self) -> UpdateLocation:
        return UpdateLocation(
            code=self.code,
            name=self.name,
            country=self.country,
            region=self.region,
            position=UNSET if self.position is None else self.position,
            is_active=self.is_active,
        )


class LocationPages(Controller):
    path = "/inventory/locations"
    guards = (requires_role("admin", area="inventory"),)

    @get()
    async def list_locations(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        done: Done = None,
    ) -> Response[str]:
        async with database.primary() as db:
            listed = await queries.list_locations(db)
        return page(request, settings, "locations", locations=listed)

    @get("/new")
    async def show_new(
        self, request: Request, database: NamedDependency[Database], settings: NamedDependency[Settings]
    ) -> Response[str]:
        return await _location_page(request, database, settings, None, forms.empty(settings))

    @post()
    async def create_location(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
    ) -> Response[Any]:
        form = await forms.read(request, settings)

        async def create() -> None:
            wanted = form.to(_LocationForm).to_creation()
            await database.run(locations.create_location, locations.NewLocation(actor.user_id, wanted))

        return await act(
            request,
            form,
            create,
            then=onward("/admin/inventory/locations", "location_opened"),
            again=lambda status: _location_page(request, database, settings, None, form, status),
        )

    @get("/{location_id:uuid}")
    async def show_location(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        location_id: FromPath[UUID],
    ) -> Response[str]:
        return await _location_page(request, database, settings, location_id, forms.empty(settings))

    @post("/{location_id:uuid}")
    async def update_location(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        location_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)

        async def update() -> None:
            wanted = form.to(_LocationForm).to_update()
            command = locations.ChangedLocation(actor.user_id, location_id, wanted)
            await database.run(locations.update_location, command)

        return await act(
            request,
            form,
            update,
            then=onward("/admin/inventory/locations", "location_saved"),
            again=lambda status: _location_page(request, database, settings, location_id, form, status),
        )

    @post("/{location_id:uuid}/delete")
    async def delete_location(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        location_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)
        command = locations.DeletedLocation(actor.user_id, location_id)
        return await act(
            request,
            form,
            lambda: database.run(locations.delete_location, command),
            then=onward("/admin/inventory/locations", "location_deleted"),
            again=lambda status: _location_page(request, database, settings, location_id, form.untyped(), status),
        )


async def _location_page(
    request: Request,
    database: Database,
    settings: Settings,
    location_id: UUID | None,
    form: forms.Form,
    status: int = 200,
) -> Response[str]:
    location = None
    if location_id is not None:
        async with database.primary() as db:
            location = await queries.get_location(db, location_id)
    return page(request, settings, "location", status=status, location=location, form=form)
