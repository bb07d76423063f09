"""Parcels: an order leaves whole or in parts, each with a number to follow it by."""

from uuid import UUID

import msgspec

from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.errors import NotFound
from rowlock.orders import rules, sql
from rowlock.orders.commands.change_order import locked_order, send_parcel, take_step
from rowlock.orders.errors import InvalidTransition
from rowlock.orders.shipment_types import CorrectShipment, CreateShipment
from rowlock.orders.types import Shipment


class ShipParcel(msgspec.Struct, frozen=True):
    """A parcel that an admin sends."""

    actor_id: UUID
    order_id: UUID
    request: CreateShipment


class CorrectParcel(msgspec.Struct, frozen=True):
    """Another carrier or number for a parcel that has left."""

    actor_id: UUID
    order_id: UUID
    shipment_id: UUID
    request: CorrectShipment


async def ship_parcel(db: Writer, command: ShipParcel) -> UUID:
    """Sends so many of each line, or all that is left. With the last piece the order is `shipped`; before it is
    `processing`. ExceedsUnshipped names the line of which less is left."""
    request = command.request
    order = await locked_order(db, command.order_id)
    if order.status not in rules.SHIPPABLE:
        raise InvalidTransition(f"An order that is {order.status} takes no parcel", status=order.status)
    left = rules.unshipped(order.items)
    items = {item.item_id: item.quantity for item in request.items} if request.items else left
    rules.check_parcel(order, items)
    if order.status == "confirmed":
        await take_step(db, order, "processing", None, command.actor_id)
        order = msgspec.structs.replace(order, status="processing")
    shipment = Shipment(carrier=request.carrier, tracking_number=request.tracking_number, url=request.url)
    shipment_id = await send_parcel(db, order, shipment, items)
    if items == left:
        await take_step(db, order, "shipped", None, command.actor_id)
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="order.ship",
        object_type="order",
        object_id=str(order.id),
        before={"unshipped": {str(item_id): quantity for item_id, quantity in left.items()}},
        after={"shipment_id": str(shipment_id), "items": {str(item_id): n for item_id, n in items.items()}},
    )
    return shipment_id


async def correct_parcel(db: Writer, command: CorrectParcel) -> None:
    """What is not given stays; a `url` of null goes. No mail: the buyer sees it where he follows the order."""
    request = command.request
    await locked_order(db, command.order_id)
    before = await sql.correct_shipment(
        db,
        order_id=command.order_id,
        shipment_id=command.shipment_id,
        carrier=None if request.carrier is msgspec.UNSET else request.carrier,
        tracking_number=None if request.tracking_number is msgspec.UNSET else request.tracking_number,
        url=None if request.url is msgspec.UNSET else request.url,
        is_url_given=request.url is not msgspec.UNSET,
    )
    if before is None:
        raise NotFound
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="order.correct_shipment",
        object_type="order",
        object_id=str(command.order_id),
        before=before,
        after={"shipment_id": str(command.shipment_id), **msgspec.to_builtins(request)},
    )
