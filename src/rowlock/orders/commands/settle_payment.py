"""What a provider's word does to an order. Webhooks, the reconciler, the expiry and requests all come through here, and
the lock of the order decides who was first. Lock order: the provider's event, order, payment."""

from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from rowlock import clock
from rowlock.db.connections import Writer
from rowlock.orders import rules, sql
from rowlock.orders.commands.change_order import (
    ask_for_invoices,
    cancel_locked,
    give_back_rest,
    locked_order,
    take_step,
)
from rowlock.orders.types import LockedOrder
from rowlock.outbox.staging import stage
from rowlock.payments import commands as payments
from rowlock.payments import queries as payment_queries
from rowlock.payments.providers.protocol import Notice, ToldIntent, ToldRefund
from rowlock.payments.rules import SETTLED
from rowlock.payments.types import Intent, ProblemKind, ProviderRefund

_PENDING_AGAIN: Final = timedelta(hours=1)
_UNKNOWN_AGAIN: Final = timedelta(seconds=30)


class Settle(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider told of an intent, of itself (then with the `notice`) or because it was asked."""

    intent_id: UUID
    order_id: UUID
    provider: str
    told: ToldIntent
    notice: Notice | None = None


class SettleRefund(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider told of a refund."""

    refund_id: UUID
    order_id: UUID
    provider: str
    told: ToldRefund
    notice: Notice | None = None


class NoteNotice(msgspec.Struct, frozen=True, kw_only=True):
    """An event that changes no order, and the problem that it is, if any."""

    provider: str
    notice: Notice
    order_id: UUID | None
    problem: ProblemKind | None
    reference: str
    detail: str


class CancelUnpaid(msgspec.Struct, frozen=True):
    """An order whose time to be paid is over; `told` is what its provider said when the intent was to end."""

    intent_id: UUID
    order_id: UUID
    told: ToldIntent
    reason: str


async def settle(db: Writer, command: Settle) -> str:
    """Has what was told its effect, once, and says in a word what it came to."""
    if command.notice is not None and not await payments.begin_event(
        db, command.provider, command.notice, command.order_id
    ):
        return "duplicate"
    order = await locked_order(db, command.order_id)
    intent = await payments.lock_intent(db, command.intent_id)
    outcome = await _apply(db, order, intent, command.told)
    if command.notice is not None:
        await payments.finish_event(db, command.provider, command.notice, outcome)
    return outcome


async def settle_refund(db: Writer, command: SettleRefund) -> str:
    """Has what was told of a refund its effect. One that is refused in the end is taken back, whatever was told before;
    what went back into stock stays there."""
    if command.notice is not None and not await payments.begin_event(
        db, command.provider, command.notice, command.order_id
    ):
        return "duplicate"
    order = await locked_order(db, command.order_id)
    refund = await payment_queries.get_refund(db, command.refund_id)
    outcome = "unchanged" if refund is None else await _apply_refund(db, order, refund, command.told)
    if command.notice is not None:
        await payments.finish_event(db, command.provider, command.notice, outcome)
    return outcome


async def note(db: Writer, command: NoteNotice) -> str:
    """Keeps an event that belongs to no order of ours, or that is for an admin to look at."""
    if not await payments.begin_event(db, command.provider, command.notice, command.order_id):
        return "duplicate"
    outcome = "ignored" if command.problem is None else "problem"
    if command.problem is not None:
        await payments.report_problem(
            db,
            command.problem,
            provider=command.provider,
            order_id=command.order_id,
            reference=command.reference,
            detail=command.detail,
        )
    await payments.finish_event(db, command.provider, command.notice, outcome)
    return outcome


async def cancel_unpaid(db: Writer, command: CancelUnpaid) -> bool:
    """Cancels an order that was not paid in time, unless its money came first; says whether it did."""
    order = await locked_order(db, command.order_id)
    intent = await payments.lock_intent(db, command.intent_id)
    if order.status != "pending" or intent.state in SETTLED:
        await payments.decide_intent(db, intent)
        return False
    if command.told.state == "cancelled":
        await payments.advance_intent(db, intent, "cancelled", command.told)
    await payments.decide_intent(db, intent)
    await cancel_locked(db, order, None, command.reason)
    return True


async def _apply(db: Writer, order: LockedOrder, intent: Intent, told: ToldIntent) -> str:
    if told.state == "unknown" or intent.state in SETTLED:
        return "unchanged"
    if told.state == "succeeded":
        return await _receive(db, order, intent, told)
    if told.state == "authorized":
        return await _authorize(db, order, intent, told)
    if told.state == "cancelled":
        return await _end(db, order, intent, told)
    if intent.state == "authorized":
        return "unchanged"  # told late: what it was before
    await payments.advance_intent(db, intent, told.state, told)
    if order.status == "cancelled" or told.state == "approved":
        await _follow(db, order, told.state)
    if told.state == "failed" and order.status == "pending" and order.payment_status == "unpaid":
        await sql.set_payment_status(db, order_id=order.id, payment_status="failed")
    return "failed" if told.state == "failed" else "noted"


async def _receive(db: Writer, order: LockedOrder, intent: Intent, told: ToldIntent) -> str:
    """Money came in. For a cancelled order it goes back by itself: here, once, under the same lock."""
    wanted = intent.capture_amount or intent.amount
    if (told.received, told.currency) != (wanted, intent.currency):
        return await _mismatch(db, intent, told, f"received {told.received}, wanted {wanted}")
    await payments.advance_intent(db, intent, "succeeded", told, captured=wanted)
    await payments.record_payment(
        db,
        order_id=order.id,
        provider=intent.provider,
        amount=wanted,
        currency=intent.currency,
        actor_id=None,
        intent_id=intent.id,
    )
    await sql.add_payment(db, order_id=order.id, amount=wanted)
    paid = msgspec.structs.replace(order, paid_total=order.paid_total + wanted)
    if paid.paid_total < paid.total:
        await sql.set_payment_status(db, order_id=order.id, payment_status="unpaid")
    if order.status == "cancelled":
        await give_back_rest(db, paid, None, "The order was cancelled before its payment came in")
        return "late"
    if paid.paid_total == paid.total:
        await ask_for_invoices(db, order.id, "paid")
    if order.status == "pending":
        await _confirm(db, order)
        return "confirmed"
    return "paid"


async def _authorize(db: Writer, order: LockedOrder, intent: Intent, told: ToldIntent) -> str:
    """The money is held for the shop, and taken when the order is shipped or an admin asks for it."""
    if (told.amount, told.currency) != (intent.amount, intent.currency):
        return await _mismatch(db, intent, told, f"authorised {told.amount}, wanted {intent.amount}")
    await payments.advance_intent(db, intent, "authorized", told)
    if order.status == "cancelled":
        await _follow(db, order, told.state)
        return "late"
    if order.status != "pending":
        return "unchanged"
    await sql.set_payment_status(db, order_id=order.id, payment_status="authorized")
    await _confirm(db, order)
    return "authorized"


async def _end(db: Writer, order: LockedOrder, intent: Intent, told: ToldIntent) -> str:
    """No money comes of it any more."""
    await payments.advance_intent(db, intent, "cancelled", told)
    if order.status == "cancelled":
        if order.payment_status == "authorized":
            await sql.set_payment_status(db, order_id=order.id, payment_status="unpaid")
    elif order.payment_status in ("unpaid", "authorized"):
        await sql.set_payment_status(db, order_id=order.id, payment_status="failed")
        if order.status != "pending":
            await _problem(db, intent, "not_payable", "the authorisation ended before the money was taken")
    return "cancelled"


async def _mismatch(db: Writer, intent: Intent, told: ToldIntent, amounts: str) -> str:
    await payments.advance_intent(db, intent, "mismatched", told)
    await _problem(db, intent, "amount_mismatch", f"{amounts}, in {told.currency} for {intent.currency}")
    return "mismatch"


async def _problem(db: Writer, intent: Intent, kind: ProblemKind, detail: str) -> None:
    await payments.report_problem(
        db, kind, provider=intent.provider, order_id=intent.order_id, reference=str(intent.id), detail=detail
    )


async def _confirm(db: Writer, order: LockedOrder) -> None:
    await take_step(db, order, "confirmed", None, None)
    await stage(db, "send_order_confirmed", dedup_key=f"order_confirmed:{order.id}", order_id=order.id)


async def _follow(db: Writer, order: LockedOrder, state: str) -> None:
    """Something is to be done at the provider about what it told."""
    await stage(db, "follow_payment", dedup_key=f"follow_payment:{order.id}:{state}", order_id=order.id)


async def _apply_refund(db: Writer, order: LockedOrder, refund: ProviderRefund, told: ToldRefund) -> str:
    if refund.state == "failed":
        return "unchanged"
    if told.state == "failed":
        await payments.advance_refund(db, refund, "failed", told, None)
        await _take_back(db, order, refund, told)
        return "refund_failed"
    if refund.state == "succeeded":
        return "unchanged"
    if told.state == "succeeded":
        await payments.advance_refund(db, refund, "succeeded", told, None)
        await stage(
            db, "send_refund_issued", dedup_key=f"refund_issued:{refund.id}", order_id=order.id, refund_id=refund.id
        )
        await ask_for_invoices(db, order.id, str(refund.id))
        return "refunded"
    again = _PENDING_AGAIN if told.state == "pending" else _UNKNOWN_AGAIN * 2 ** min(refund.attempts, 7)
    await payments.advance_refund(db, refund, told.state, told, clock.now() + again)
    return "noted"


async def _take_back(db: Writer, order: LockedOrder, refund: ProviderRefund, told: ToldRefund) -> None:
    items = await payments.reverse_refund(db, refund)
    await ask_for_invoices(db, order.id, f"{refund.id}:reversed")
    left = order.refunded_total - refund.amount
    await sql.take_back_refund(
        db,
        order_id=order.id,
        amount=refund.amount,
        payment_status=rules.payment_status_after_refund(order, left),
        item_ids=[item.order_item_id for item in items],
        quantities=[item.quantity for item in items],
    )
    await payments.report_problem(
        db,
        "refund_failed",
        provider=refund.provider,
        order_id=order.id,
        reference=str(refund.id),
        detail=f"{refund.amount} {refund.currency} did not go back: {told.reason or 'the provider gives no reason'}",
    )
