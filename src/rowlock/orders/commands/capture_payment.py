"""Takes the money that a provider holds for an order."""

from uuid import UUID

import msgspec

from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.orders.commands.change_order import locked_order
from rowlock.orders.errors import NotAuthorized, PaymentExceedsTotal
from rowlock.payments import commands as payments
from rowlock.payments import queries as payment_queries


class Capture(msgspec.Struct, frozen=True):
    """An admin wants the money; all of it where `amount` is None."""

    actor_id: UUID
    order_id: UUID
    amount: int | None


async def want_capture(db: Writer, command: Capture) -> None:
    """Writes down how much is wanted; the provider is asked for it after the commit. NotAuthorized where nothing is
    held, or another amount was asked for before."""
    order = await locked_order(db, command.order_id)
    found = await payment_queries.get_intent(db, order.id)
    if found is None or order.status == "cancelled":
        raise NotAuthorized
    intent = await payments.lock_intent(db, found.id)
    if intent.state != "authorized":
        raise NotAuthorized
    amount = command.amount or intent.amount
    if amount > intent.amount:
        raise PaymentExceedsTotal(f"{intent.amount} is authorised", payable=intent.amount)
    if intent.capture_amount not in (None, amount):
        raise NotAuthorized(f"{intent.capture_amount} was asked for before, and the rest goes back")
    await payments.want_capture(db, intent, amount)
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="order.capture_payment",
        object_type="order",
        object_id=str(order.id),
        before={"payment_status": order.payment_status},
        after={"amount": amount},
    )
