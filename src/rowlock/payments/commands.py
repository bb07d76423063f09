"""The two ledgers of money, and what providers said. The caller holds the lock of the order and keeps its totals."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec

from rowlock import clock
from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.errors import NotFound
from rowlock.payments import rules, sql
from rowlock.payments.providers.protocol import Notice, RefundState, ToldIntent, ToldRefund
from rowlock.payments.types import (
    DueRefund,
    Intent,
    KeptState,
    Payment,
    Problem,
    ProblemKind,
    ProviderRefund,
    RefundRow,
    ReversedItem,
)


class Resolve(msgspec.Struct, frozen=True):
    """An admin has put a problem in order."""

    actor_id: UUID
    problem_id: UUID
    note: str


async def record_payment(
    db: Writer,
    *,
    order_id: UUID,
    provider: str,
    amount: int,
    currency: str,
    actor_id: UUID | None,
    intent_id: UUID | None = None,
) -> Payment:
    """Money that came in."""
    return await sql.insert_payment(
        db,
        order_id=order_id,
        provider=provider,
        amount=amount,
        currency=currency,
        actor_id=actor_id,
        intent_id=intent_id,
    )


async def record_refund(
    db: Writer,
    *,
    order_id: UUID,
    amount: int,
    currency: str,
    reason: str,
    actor_id: UUID | None,
    items: list[tuple[UUID, int, bool]],
) -> RefundRow:
    """Money that goes back, and for which lines: (order item, quantity, back to stock). Where a provider took the
    money in, the refund is `pending` until that has given it."""
    return await sql.insert_refund(
        db,
        order_id=order_id,
        amount=amount,
        currency=currency,
        reason=reason,
        actor_id=actor_id,
        order_item_ids=[item[0] for item in items],
        quantities=[item[1] for item in items],
        restocks=[item[2] for item in items],
    )


async def open_intent(
    db: Writer, *, order_id: UUID, provider: str, amount: int, currency: str, pay_within: timedelta
) -> None:
    """What a provider is to be asked for after the commit, with the key for all tries."""
    await sql.insert_intent(
        db,
        order_id=order_id,
        provider=provider,
        amount=amount,
        currency=currency,
        provider_key=f"order-{uuid4()}",
        expires_at=clock.now() + pay_within,
    )


async def lock_intent(db: Writer, intent_id: UUID) -> Intent:
    """An intent as it is once its lock is ours. Its order is locked before."""
    return await sql.lock_intent(db, id=intent_id)


async def advance_intent(
    db: Writer, intent: Intent, state: KeptState, told: ToldIntent, *, captured: int | None = None
) -> None:
    """What became of an intent, and when its provider is to be asked again."""
    after = rules.ask_again_after(state)
    await sql.advance_intent(
        db,
        id=intent.id,
        state=state,
        captured=intent.captured if captured is None else captured,
        provider_reference=told.reference,
        charge_reference=told.charge_reference,
        client_secret=told.client_secret,
        next_check_at=None if after is None else clock.now() + after,
        is_decided=state in rules.DECIDED,
    )


async def decide_intent(db: Writer, intent: Intent) -> None:
    """Its order waits no more for its payment."""
    await sql.decide_intent(db, id=intent.id)


async def claim_due_intents(db: Writer, most: int) -> list[Intent]:
    """At most so many whose provider is to be asked now; each is put off, so that nobody else asks meanwhile."""
    return await sql.claim_due_intents(db, most=most)


async def ask_soon(db: Writer, intent: Intent) -> None:
    """Its provider was silent when something was to be done there."""
    await sql.ask_soon(db, id=intent.id)


async def forget_client_secrets(db: Writer, most: int) -> int:
    """Forgets what at most so many done payments were paid with, and says how many."""
    return await sql.forget_client_secrets(db, most=most)


async def want_capture(db: Writer, intent: Intent, amount: int) -> None:
    """So much is wanted of what is authorised."""
    await sql.want_capture(db, id=intent.id, amount=amount)


async def claim_due_refunds(db: Writer, most: int) -> list[DueRefund]:
    """At most so many that their provider is to be asked about now."""
    return await sql.claim_due_refunds(db, most=most)


async def begin_refund(db: Writer, refund_id: UUID) -> None:
    """Counts a try before the provider is asked."""
    await sql.begin_refund(db, id=refund_id)


async def advance_refund(
    db: Writer, refund: ProviderRefund, state: RefundState, told: ToldRefund, next_check_at: datetime | None
) -> None:
    """What became of a refund."""
    await sql.advance_refund(
        db, id=refund.id, state=state, provider_reference=told.reference, next_check_at=next_check_at
    )


async def reverse_refund(db: Writer, refund: ProviderRefund) -> list[ReversedItem]:
    """Takes a refused refund out of the ledger by a second row, and says what its lines have to give back."""
    return await sql.reverse_refund(db, id=refund.id)


async def begin_event(db: Writer, provider: str, notice: Notice, order_id: UUID | None) -> bool:
    """Whether this event has its effect here and now; False where it had it already."""
    return bool(
        await sql.insert_event(db, provider=provider, event_id=notice.event_id, kind=notice.kind, order_id=order_id)
    )


async def finish_event(db: Writer, provider: str, notice: Notice, outcome: str) -> None:
    """What the event came to."""
    await sql.finish_event(db, provider=provider, event_id=notice.event_id, outcome=outcome)


async def forget_old_events(db: Writer, most: int) -> int:
    """Forgets at most so many events that no provider sends again, and says how many."""
    return await sql.delete_old_events(db, most=most)


async def report_problem(
    db: Writer, kind: ProblemKind, *, provider: str, order_id: UUID | None, reference: str, detail: str
) -> None:
    """Something for an admin to look at; the same fact is reported once."""
    await sql.insert_problem(
        db, kind=kind, provider=provider, order_id=order_id, reference=reference[:200], detail=detail[:500]
    )


async def resolve_problem(db: Writer, command: Resolve) -> Problem:
    """NotFound where there is no such problem that is open."""
    problem = await sql.resolve_problem(db, id=command.problem_id, actor_id=command.actor_id, note=command.note)
    if problem is None:
        raise NotFound
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="payment_problem.resolve",
        object_type="payment_problem",
        object_id=str(problem.id),
        after={"kind": problem.kind, "reference": problem.reference, "note": command.note},
    )
    return problem
