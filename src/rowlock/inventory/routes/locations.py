"""The locations where stock lies, over HTTP, for admins."""

from uuid import UUID

import msgspec
from litestar import Controller, Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from rowlock.db.database import Database
from rowlock.http.auth import Actor, requires_role
from rowlock.http.openapi import problems
from rowlock.inventory import queries
from rowlock.inventory.commands import locations
from rowlock.inventory.errors import LocationCodeTaken, LocationInUse
from rowlock.inventory.types import CreateLocation, Location, UpdateLocation


class Locations(msgspec.Struct):
    """Every location in the order that sales take from them, those out of use last."""

    items: list[Location]


class LocationController(Controller):
    path = "/admin/inventory/locations"
    tags = ("Admin: inventory",)
    guards = (requires_role("admin", area="inventory"),)

    @get()
    async def list_stock_locations(self, database: NamedDependency[Database]) -> Locations:
        """Lists the locations where stock lies, with the pieces at each.

        Every shop has a default one. An order takes each line whole from the first location that has all of it, else in
        their order.
        """
        async with database.primary() as db:
            return Locations(await queries.list_locations(db))

    @post(responses=problems(LocationCodeTaken))
    async def create_stock_location(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[CreateLocation]
    ) -> Response[Location]:
        """Opens a location; stock comes there by adjustments and transfers."""
        location_id = await database.run(locations.create_location, locations.NewLocation(actor.user_id, data))
        async with database.primary() as db:
            created = await queries.get_location(db, location_id)
        return Response(created, headers={"Location": f"/api/v1/admin/inventory/locations/{location_id}"})

    @get("/{location_id:uuid}")
    async def get_stock_location(self, database: NamedDependency[Database], location_id: FromPath[UUID]) -> Location:
        """Gives one location."""
        async with database.primary() as db:
            return await queries.get_location(db, location_id)

    @patch("/{location_id:uuid}", responses=problems(LocationCodeTaken, LocationInUse))
    async def update_stock_location(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        location_id: FromPath[UUID],
        data: JSONBody[UpdateLocation],
    ) -> Location:
        """Changes a location; what is not sent stays.

        Only an empty one goes out of use. What was taken from it before and comes back then lies at the default one.
        """
        changed = locations.ChangedLocation(actor.user_id, location_id, data)
        await database.run(locations.update_location, changed)
        async with database.primary() as db:
            return await queries.get_location(db, location_id)

    @delete("/{location_id:uuid}", status_code=204, responses=problems(LocationInUse))
    async def delete_stock_location(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], location_id: FromPath[UUID]
    ) -> None:
        """Deletes a location that never had stock; one that had is put out of use instead."""
        await database.run(locations.delete_location, locations.DeletedLocation(actor.user_id, location_id))
