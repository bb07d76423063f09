"""Gives money back for an order, by amount or by lines, with or without the goods going back to stock."""

from uuid import UUID

import msgspec

from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.inventory.commands import levels as inventory
from rowlock.orders import rules, sql
from rowlock.orders.commands.change_order import ask_for_invoices, locked_order, take_step
from rowlock.orders.types import CreateRefund, LockedOrder, Refund, RefundedItem
from rowlock.outbox.staging import stage
from rowlock.payments import commands as payments


class RefundOrder(msgspec.Struct, frozen=True):
    """A refund that an admin gives."""

    actor_id: UUID
    order_id: UUID
    request: CreateRefund


async def refund_order(db: Writer, command: RefundOrder) -> Refund:
    """Never more than was paid, and of a line never more than was bought. An order whose whole money went back is
    `refunded`. What a provider took in counts as gone at once, and is given back by it after the commit."""
    request = command.request
    order = await locked_order(db, command.order_id)
    rules.check_refund_items(order, request.items)
    amount = rules.refund_amount(order, request.amount, request.items)
    refunded_total = order.refunded_total + amount
    row = await payments.record_refund(
        db,
        order_id=order.id,
        amount=amount,
        currency=order.currency,
        reason=request.reason,
        actor_id=command.actor_id,
        items=[(item.item_id, item.quantity, item.restock) for item in request.items],
    )
    await sql.add_refund(
        db,
        order_id=order.id,
        amount=amount,
        payment_status=rules.payment_status_after_refund(order, refunded_total),
        item_ids=[item.item_id for item in request.items],
        quantities=[item.quantity for item in request.items],
        restocks=[item.restock for item in request.items],
    )
    if rules.is_paid_back(order, refunded_total) and order.status not in ("cancelled", "refunded"):
        await take_step(db, order, "refunded", request.reason, command.actor_id)
    elif order.status == "processing" and rules.is_rest_given_back(order, request.items):
        await take_step(db, order, "shipped", None, command.actor_id)
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="order.refund",
        object_type="order",
        object_id=str(order.id),
        before={"refunded_total": order.refunded_total},
        after={"refunded_total": refunded_total, "reason": request.reason},
    )
    if row.state == "pending":
        await stage(db, "send_refund", dedup_key=f"send_refund:{row.id}", refund_id=row.id)
    else:
        await stage(db, "send_refund_issued", dedup_key=f"refund_issued:{row.id}", order_id=order.id, refund_id=row.id)
        await ask_for_invoices(db, order.id, str(row.id))
    await _restock(db, order, command, row.id)
    return Refund(
        id=row.id,
        order_id=order.id,
        amount=amount,
        currency=order.currency,
        reason=request.reason,
        items=[RefundedItem(item.item_id, item.quantity, item.restock) for item in request.items],
        state=row.state,
        created_at=row.created_at,
    )


async def _restock(db: Writer, order: LockedOrder, command: RefundOrder, refund_id: UUID) -> None:
    lines = {line.id: line for line in order.items}
    returned = [item for item in command.request.items if item.restock]
    if not returned:
        return
    await inventory.put_back_stock(
        db,
        variant_ids=[lines[item.item_id].variant_id for item in returned],
        quantities=[item.quantity for item in returned],
        order_item_ids=[item.item_id for item in returned],
        reason="refund",
        reference_id=refund_id,
        actor_id=command.actor_id,
    )
