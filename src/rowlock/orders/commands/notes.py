"""What admins note about an order, for each other."""

from uuid import UUID

import msgspec

from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.orders import sql
from rowlock.orders.commands.change_order import locked_order
from rowlock.orders.shipment_types import OrderNote


class NoteOrder(msgspec.Struct, frozen=True):
    actor_id: UUID
    order_id: UUID
    text: str


async def note_order(db: Writer, command: NoteOrder) -> OrderNote:
    """Adds a note. Buyers never see it; it goes when the order's buyer is erased."""
    order = await locked_order(db, command.order_id)
    note = await sql.insert_note(db, order_id=order.id, actor_id=command.actor_id, text=command.text)
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="order.note",
        object_type="order",
        object_id=str(order.id),
        before=None,
        # Without the text, which may name people: the log outlives them.
        after={"note_id": str(note.id)},
    )
    return note
