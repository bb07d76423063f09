"""Parcels and notes of an order over HTTP, for admins."""

from uuid import UUID

from litestar import Controller, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from rowlock.db.database import Database
from rowlock.errors import InvalidValue
from rowlock.http.auth import Actor, requires_role
from rowlock.http.openapi import problems
from rowlock.orders import queries
from rowlock.orders.commands import notes, ship_order
from rowlock.orders.errors import ExceedsUnshipped, InvalidTransition
from rowlock.orders.shipment_types import CorrectShipment, CreateNote, CreateShipment, OrderNote, OrderNotes
from rowlock.orders.types import SentShipment


class ShipmentController(Controller):
    path = "/orders/{order_id:uuid}"
    tags = ("Admin: orders",)
    guards = (requires_role("admin", area="orders"),)

    @post("/shipments", responses=problems(ExceedsUnshipped, InvalidTransition))
    async def ship_parcel(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
        data: JSONBody[CreateShipment],
    ) -> SentShipment:
        """Sends a parcel with so many of each line, or with all that is left.

        The buyer gets a mail with its number. The order is `processing` until the last piece has left, and then
        `shipped`. From the first parcel on it can be cancelled no more.
        """
        if len({item.item_id for item in data.items}) < len(data.items):
            raise InvalidValue.at("items", "each line may be named once")
        shipment_id = await database.run(ship_order.ship_parcel, ship_order.ShipParcel(actor.user_id, order_id, data))
        async with database.primary() as db:
            return await queries.get_shipment(db, order_id, shipment_id)

    @patch("/shipments/{shipment_id:uuid}")
    async def correct_shipment(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
        shipment_id: FromPath[UUID],
        data: JSONBody[CorrectShipment],
    ) -> SentShipment:
        """Corrects the carrier, the number or the link of a parcel."""
        command = ship_order.CorrectParcel(actor.user_id, order_id, shipment_id, data)
        await database.run(ship_order.correct_parcel, command)
        async with database.primary() as db:
            return await queries.get_shipment(db, order_id, shipment_id)

    @post("/notes")
    async def note_order(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
        data: JSONBody[CreateNote],
    ) -> OrderNote:
        """Notes something about an order, for admins only."""
        return await database.run(notes.note_order, notes.NoteOrder(actor.user_id, order_id, data.text))

    @get("/notes")
    async def list_notes(self, database: NamedDependency[Database], order_id: FromPath[UUID]) -> OrderNotes:
        """Lists what admins noted about an order, the oldest first."""
        async with database.primary() as db:
            return OrderNotes(await queries.list_notes(db, order_id))
