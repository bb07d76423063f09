"""Gives money back for an order, by amount or by lines, with or without the goods going back to stock."""

from uuid import UUID

import msgspec

from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.inventory.commands import levels as inventory
from rowlock.orders import rules, sql
from rowlock.orders.commands.change_order import ask_for_invoices, locked_order, take_step
from rowlock.orders.types import CreateRefund, LockedOrder, Refund, RefundedItem, RefundItem
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
    return await give_back(db, await locked_order(db, command.order_id), command.actor_id, command.request)


async def give_back(db: Writer, order: LockedOrder, actor_id: UUID, request: CreateRefund) -> Refund:
    """A refund of an order whose lock is ours."""
    rules.check_refund_items(order, request.items)
    amount = rules.refund_amount(order, request.amount, request.items)
    refunded_total = order.refunded_total + amount
    row = await payments.record_refund(
        db,
        order_id=order.id,
        amount=amount,
        currency=order.currency,
        reason=request.reason,
        actor_id=actor_id,
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
        await take_step(db, order, "refunded", request.reason, actor_id)
    elif order.status == "processing" and rules.is_rest_given_back(order, request.items):
        await take_step(db, order, "shipped", None, actor_id)
    await audit.record(
        db,
        actor_id=actor_id,
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
    await put_back(db, order, actor_id, request.items, row.id)
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


async def put_back(db: Writer, order: LockedOrder, actor_id: UUID, items: list[RefundItem], reference_id: UUID) -> None:
    """Puts into stock what of these items is to go there, because of a refund or of a return."""
    lines = {line.id: line for line in order.items}
    returned = [item for item in items if item.restock]
    if not returned:
        return
    await inventory.put_back_stock(
        db,
        variant_ids=[lines[item.item_id].variant_id for item in returned],
        quantities=[item.quantity for item in returned],
        order_item_ids=[item.item_id for item in returned],
        reason="refund",
        reference_id=reference_id,
        actor_id=actor_id,
    )
