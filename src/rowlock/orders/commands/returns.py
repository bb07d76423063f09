"""Goods that come back: the buyer asks, the shop decides, receives them and gives the money back."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from rowlock import clock
from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.errors import NotFound
from rowlock.orders import rules, sql
from rowlock.orders.commands.change_order import locked_order
from rowlock.orders.commands.refund_order import give_back, put_back
from rowlock.orders.errors import ExceedsReturnable, InvalidReturnStep, RefundExceedsPaid, ReturnsClosed
from rowlock.orders.return_types import OrderReturn, ReceivedItem, ReceiveReturn, RequestReturn, ReturnStatus
from rowlock.orders.types import CreateRefund, LockedOrder, RefundItem
from rowlock.outbox.staging import stage

# From which status a return gets to which.
_STEPS: Final[dict[ReturnStatus, frozenset[ReturnStatus]]] = {
    "requested": frozenset({"approved", "rejected", "cancelled"}),
    "approved": frozenset({"received", "cancelled"}),
    "rejected": frozenset(),
    "cancelled": frozenset(),
    "received": frozenset(),
}


class AskForReturn(msgspec.Struct, frozen=True):
    """A buyer, or an admin for him, wants to send something back. An admin is bound by no number of days."""

    order_id: UUID
    within_days: int | None
    request: RequestReturn


class Decide(msgspec.Struct, frozen=True):
    """An admin lets a return come, or does not."""

    actor_id: UUID
    return_id: UUID
    status: ReturnStatus
    note: str | None


class CancelReturn(msgspec.Struct, frozen=True):
    """The buyer keeps it after all."""

    order_id: UUID
    return_id: UUID


class Receive(msgspec.Struct, frozen=True):
    """A return has arrived."""

    actor_id: UUID
    return_id: UUID
    request: ReceiveReturn


async def ask_for_return(db: Writer, command: AskForReturn) -> OrderReturn:
    """Asks to send back pieces that have left and that no other return is about. The order's lock makes sure that no
    piece is asked for twice."""
    order = await locked_order(db, command.order_id)
    if order.status in ("cancelled", "refunded") or not rules.has_left(order.items):
        raise ReturnsClosed(f"An order that is {order.status} has nothing to return", status=order.status)
    if command.within_days is not None:
        await _check_window(db, order.id, command.within_days)
    left = {line.item_id: line.quantity for line in await sql.list_returnable(db, order_id=order.id)}
    for item in command.request.items:
        if item.quantity > (most := left.get(item.item_id, 0)):
            raise ExceedsReturnable(f"{most} of this line may be returned", item_id=str(item.item_id), left=most)
    return_id = await sql.insert_return(
        db,
        order_id=order.id,
        reason=command.request.reason,
        item_ids=[item.item_id for item in command.request.items],
        quantities=[item.quantity for item in command.request.items],
    )
    return await _told(db, return_id)


async def decide_return(db: Writer, command: Decide) -> OrderReturn:
    """Approves or rejects a return that was asked for; the note goes to the buyer."""
    before, _ = await _locked(db, command.return_id)
    _check_step(before, command.status)
    await sql.decide_return(db, return_id=before.id, status=command.status, note=command.note)
    await _audit(db, command.actor_id, f"return.{command.status}", before, {"note": command.note})
    return await _told(db, before.id)


async def cancel_return(db: Writer, command: CancelReturn) -> OrderReturn:
    """Ends a return that has not arrived, by its buyer; one of another order is not there."""
    before, order = await _locked(db, command.return_id)
    if order.id != command.order_id:
        raise NotFound
    _check_step(before, "cancelled")
    await sql.decide_return(db, return_id=before.id, status="cancelled", note=None)
    return await sql.get_return(db, return_id=before.id) or before


async def receive_return(db: Writer, command: Receive) -> OrderReturn:
    """Takes in what arrived: back into stock what is fit for sale, and what was paid for it goes back, in one
    transaction. Pieces that cost nothing, or whose money went back before, come back all the same."""
    before, order = await _locked(db, command.return_id)
    _check_step(before, "received")
    arrived = _arrived(before, command.request)
    refund_id = await _refund(db, order, before, command, arrived) if command.request.refund else None
    await sql.receive_return(
        db,
        return_id=before.id,
        note=command.request.note,
        refund_id=refund_id,
        item_ids=[item.item_id for item in arrived],
        quantities=[item.quantity for item in arrived],
        restocks=[item.restock for item in arrived],
    )
    await _put_back_rest(db, order, before, command, arrived, refund_id)
    after = {
        "refund_id": str(refund_id) if refund_id else None,
        "items": [msgspec.to_builtins(item) for item in arrived],
    }
    await _audit(db, command.actor_id, "return.received", before, after)
    return await _told(db, before.id)


async def _check_window(db: Writer, order_id: UUID, days: int) -> None:
    if days == 0:
        raise ReturnsClosed("Write to the shop to return something")
    sent_at = await sql.get_last_sent(db, order_id=order_id)
    if sent_at is not None and clock.now() > sent_at + timedelta(days=days):
        raise ReturnsClosed(f"Returns end {days} days after the arrival", ended_at=sent_at + timedelta(days=days))


async def _locked(db: Writer, return_id: UUID) -> tuple[OrderReturn, LockedOrder]:
    """A return under the lock of its order, as it is once that is ours."""
    found = await sql.get_return(db, return_id=return_id)
    if found is None:
        raise NotFound
    order = await locked_order(db, found.order_id)
    return await sql.get_return(db, return_id=return_id) or found, order


def _check_step(before: OrderReturn, status: ReturnStatus) -> None:
    if status not in _STEPS[before.status]:
        raise InvalidReturnStep(f"A return that is {before.status} cannot become {status}", status=before.status)


def _arrived(before: OrderReturn, request: ReceiveReturn) -> list[RefundItem]:
    """What arrived of the lines of a return, line by line; nothing at all is no arrival."""
    asked = {item.item_id: item.quantity for item in before.items}
    told = request.items or [ReceivedItem(item_id=item_id, quantity=n) for item_id, n in asked.items()]
    for item in told:
        if item.quantity > (most := asked.get(item.item_id, 0)):
            raise ExceedsReturnable(f"{most} of this line are in the return", item_id=str(item.item_id), left=most)
    arrived = [RefundItem(item_id=i.item_id, quantity=i.quantity, restock=i.restock) for i in told if i.quantity]
    if not arrived:
        raise ExceedsReturnable("Nothing of this return has arrived; reject or cancel it instead")
    return arrived


def _refundable(order: LockedOrder, arrived: list[RefundItem]) -> list[RefundItem]:
    """Of what arrived, the pieces whose money has not gone back yet."""
    left = {line.id: line.quantity - line.refunded_quantity for line in order.items}
    some = [(item, min(item.quantity, left[item.item_id])) for item in arrived]
    return [RefundItem(item_id=item.item_id, quantity=n, restock=item.restock) for item, n in some if n]


async def _refund(
    db: Writer, order: LockedOrder, before: OrderReturn, command: Receive, arrived: list[RefundItem]
) -> UUID | None:
    items = _refundable(order, arrived)
    amount = command.request.amount
    if amount is None and (order.paid_total == order.refunded_total or rules.worth(order, items) == 0):
        return None
    request = CreateRefund(amount=amount, items=items, reason=before.reason)
    return (await give_back(db, order, command.actor_id, request)).id


async def _put_back_rest(
    db: Writer,
    order: LockedOrder,
    before: OrderReturn,
    command: Receive,
    arrived: list[RefundItem],
    refund_id: UUID | None,
) -> None:
    """What no refund has put into stock, because no money goes back for it."""
    done = {i.item_id: i.quantity for i in _refundable(order, arrived)} if refund_id is not None else {}
    rest = [(item, item.quantity - done.get(item.item_id, 0)) for item in arrived if item.restock]
    items = [RefundItem(item_id=item.item_id, quantity=n, restock=True) for item, n in rest if n]
    lines = {line.id: line for line in order.items}
    for item in items:
        left = lines[item.item_id].quantity - lines[item.item_id].restocked_quantity - done.get(item.item_id, 0)
        if item.quantity > left:
            raise RefundExceedsPaid(f"{left} of this line are left to put back", item_id=str(item.item_id), left=left)
    if items:
        await sql.add_restocked(
            db, order_id=order.id, item_ids=[i.item_id for i in items], quantities=[i.quantity for i in items]
        )
        await put_back(db, order, command.actor_id, items, before.id)


async def _told(db: Writer, return_id: UUID) -> OrderReturn:
    """The return as it now is, of which the buyer gets a mail."""
    row = await sql.get_return(db, return_id=return_id)
    assert row is not None
    await stage(
        db,
        f"send_return_{row.status}",
        dedup_key=f"return_{row.status}:{row.id}",
        order_id=row.order_id,
        return_id=row.id,
    )
    return row


async def _audit(db: Writer, actor_id: UUID, action: str, before: OrderReturn, after: dict[str, Any]) -> None:
    await audit.record(
        db,
        actor_id=actor_id,
        action=action,
        object_type="return",
        object_id=str(before.id),
        before={"status": before.status, "order_id": str(before.order_id)},
        after=after,
    )
