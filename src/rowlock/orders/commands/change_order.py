"""The steps of an order after it was placed: status, cancellation, payment. Each locks the order's row first."""

from typing import Any
from uuid import UUID

import msgspec

from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.errors import NotFound
from rowlock.inventory.commands import levels as inventory
from rowlock.orders import rules, sql
from rowlock.orders.errors import InvalidTransition, PaidByProvider, PaymentExceedsTotal
from rowlock.orders.types import ChangeStatus, LockedOrder, Shipment, Status
from rowlock.outbox.staging import stage
from rowlock.payments import commands as payments
from rowlock.pricing.commands import coupons as promotions


class SetStatus(msgspec.Struct, frozen=True):
    """A step an admin takes."""

    actor_id: UUID
    order_id: UUID
    request: ChangeStatus


class Cancel(msgspec.Struct, frozen=True):
    """A cancellation by an admin, or by the buyer where `owner_id` is given."""

    actor_id: UUID | None
    order_id: UUID
    owner_id: UUID | None
    reason: str | None


class AddPayment(msgspec.Struct, frozen=True):
    """Money that an admin saw come in."""

    actor_id: UUID
    order_id: UUID
    amount: int


async def set_status(db: Writer, command: SetStatus) -> None:
    """Takes one step of the state machine. A cancellation returns the stock; a delivery of an order that the shop
    takes the money for itself is its payment."""
    request = command.request
    order = await locked_order(db, command.order_id)
    if request.status == "cancelled":
        await cancel_locked(db, order, command.actor_id, request.note)
    elif request.status == "refunded":
        raise InvalidTransition("An order is refunded by giving its money back", status=order.status)
    elif order.status == "pending" and order.payment_provider != rules.BY_HAND:
        raise InvalidTransition("An order that waits for its payment is confirmed by it", status=order.status)
    else:
        await take_step(db, order, request.status, request.note, command.actor_id)
        if request.status == "shipped":
            await _ship_rest(db, order, request.shipment)
        if request.status == "delivered":
            await _deliver(db, order, command.actor_id)
    await _audit(db, command.actor_id, "order.set_status", order, {"status": request.status, "note": request.note})


async def cancel_order(db: Writer, command: Cancel) -> None:
    """Cancels an order that has not been shipped: its stock comes back once, and its money with it."""
    order = await locked_order(db, command.order_id)
    if command.owner_id is not None and order.user_id != command.owner_id:
        raise NotFound
    await cancel_locked(db, order, command.actor_id, command.reason)
    if command.owner_id is None and command.actor_id is not None:
        await _audit(db, command.actor_id, "order.cancel", order, {"status": "cancelled", "reason": command.reason})


async def record_payment(db: Writer, command: AddPayment) -> None:
    """Money for an order of which the shop takes the money itself."""
    order = await locked_order(db, command.order_id)
    if order.status in ("cancelled", "refunded"):
        raise InvalidTransition(f"An order that is {order.status} takes no money", status=order.status)
    if order.payment_provider != rules.BY_HAND:
        raise PaidByProvider
    if command.amount > (left := order.total - order.paid_total):
        raise PaymentExceedsTotal(f"{left} is left to pay", payable=left)
    await _pay(db, order, command.amount, command.actor_id)
    await _audit(
        db,
        command.actor_id,
        "order.record_payment",
        order,
        {"paid_total": order.paid_total + command.amount},
    )


async def locked_order(db: Writer, order_id: UUID) -> LockedOrder:
    """The order as it is once its lock is ours; NotFound where there is none."""
    if await sql.lock_order(db, order_id=order_id) is None:
        raise NotFound
    return await sql.get_locked_order(db, order_id=order_id)


async def take_step(db: Writer, order: LockedOrder, status: Status, note: str | None, actor_id: UUID | None) -> None:
    """One step of a locked order, refused where the machine lacks it."""
    rules.check_step(order, status)
    await sql.change_status(
        db, order_id=order.id, from_status=order.status, status=status, note=note, actor_id=actor_id
    )
    if status in ("cancelled", "shipped"):
        await ask_for_invoices(db, order.id, status)
    if order.payment_provider != rules.BY_HAND and status in ("cancelled", "shipped"):
        # What is open at the provider is ended, or what it holds for the shop is taken.
        await stage(db, "follow_payment", dedup_key=f"follow_payment:{order.id}:{status}", order_id=order.id)


async def _ship_rest(db: Writer, order: LockedOrder, shipment: Shipment | None) -> None:
    rest = rules.unshipped(order.items)
    if shipment is not None and rest:
        await send_parcel(db, order, shipment, rest)
        return
    await sql.mark_shipped(db, order_id=order.id, item_ids=list(rest), quantities=list(rest.values()))
    await stage(db, "send_order_shipped", dedup_key=f"order_shipped:{order.id}", order_id=order.id, shipment_id=None)


async def send_parcel(db: Writer, order: LockedOrder, shipment: Shipment, items: dict[UUID, int]) -> UUID:
    """A parcel with so many of each line of a locked order, and its mail."""
    shipment_id = await sql.insert_shipment(
        db,
        order_id=order.id,
        carrier=shipment.carrier,
        tracking_number=shipment.tracking_number,
        url=shipment.url,
        item_ids=list(items),
        quantities=list(items.values()),
    )
    await stage(
        db,
        "send_order_shipped",
        dedup_key=f"order_shipped:{shipment_id}",
        order_id=order.id,
        shipment_id=shipment_id,
    )
    return shipment_id


async def _deliver(db: Writer, order: LockedOrder, actor_id: UUID | None) -> None:
    if order.payment_provider == rules.BY_HAND:
        await _pay(db, order, order.total - order.paid_total, actor_id)
    await stage(db, "send_order_delivered", dedup_key=f"order_delivered:{order.id}", order_id=order.id)


async def _pay(db: Writer, order: LockedOrder, amount: int, actor_id: UUID | None) -> None:
    if amount > 0:
        await payments.record_payment(
            db,
            order_id=order.id,
            provider=order.payment_provider,
            amount=amount,
            currency=order.currency,
            actor_id=actor_id,
        )
    await sql.add_payment(db, order_id=order.id, amount=amount)
    if order.paid_total + amount == order.total:
        await ask_for_invoices(db, order.id, "paid")


async def ask_for_invoices(db: Writer, order_id: UUID, fact: str) -> None:
    """Has the worker write the invoice and the credit notes of an order that are due by this fact."""
    await stage(db, "issue_invoices", dedup_key=f"issue_invoices:{order_id}:{fact}", order_id=order_id)


async def give_back_rest(db: Writer, order: LockedOrder, actor_id: UUID | None, reason: str) -> None:
    """Gives back what is left of the money of a cancelled order."""
    left = order.paid_total - order.refunded_total
    if left <= 0:
        return
    row = await payments.record_refund(
        db,
        order_id=order.id,
        amount=left,
        currency=order.currency,
        reason=reason,
        actor_id=actor_id,
        items=[],
    )
    await sql.add_refund(
        db, order_id=order.id, amount=left, payment_status="refunded", item_ids=[], quantities=[], restocks=[]
    )
    if row.state == "pending":
        await stage(db, "send_refund", dedup_key=f"send_refund:{row.id}", refund_id=row.id)
    else:
        await ask_for_invoices(db, order.id, str(row.id))


async def cancel_locked(db: Writer, order: LockedOrder, actor_id: UUID | None, reason: str | None) -> None:
    """Cancels an order whose lock is ours: its money, its coupons and its stock go back."""
    rules.check_step(order, "cancelled")
    rules.check_uncancelled(order)
    await take_step(db, order, "cancelled", reason, actor_id)
    await give_back_rest(db, order, actor_id, reason or "cancelled")
    await promotions.release(db, order.id)
    returned = [line for line in order.items if line.quantity > line.restocked_quantity]
    await sql.mark_restocked(db, order_id=order.id)
    await stage(db, "send_order_cancelled", dedup_key=f"order_cancelled:{order.id}", order_id=order.id, reason=reason)
    if returned:
        await inventory.put_back_stock(
            db,
            variant_ids=[line.variant_id for line in returned],
            quantities=[line.quantity - line.restocked_quantity for line in returned],
            order_item_ids=[line.id for line in returned],
            reason="cancel",
            actor_id=actor_id,
        )


async def _audit(db: Writer, actor_id: UUID, action: str, order: LockedOrder, after: dict[str, Any]) -> None:
    before = {"status": order.status, "payment_status": order.payment_status, "paid_total": order.paid_total}
    await audit.record(
        db,
        actor_id=actor_id,
        action=action,
        object_type="order",
        object_id=str(order.id),
        before=before,
        after=after,
    )
