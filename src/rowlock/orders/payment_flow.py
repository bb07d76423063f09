"""The talks with providers about the payment of orders. No transaction is open while one is asked; what it tells is
settled afterwards, by one command (`commands/settle_payment.py`), whoever asked."""

import asyncio
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from prometheus_client import Counter

from rowlock import clock
from rowlock.db.connections import Writer
from rowlock.db.database import Database
from rowlock.orders import sql
from rowlock.orders.commands.settle_payment import (
    NoteNotice,
    Settle,
    SettleRefund,
    note,
    settle,
    settle_refund,
)
from rowlock.payments import commands as payments
from rowlock.payments import queries as payment_queries
from rowlock.payments.providers.opened import Providers
from rowlock.payments.providers.protocol import (
    IntentState,
    Notice,
    Provider,
    RefundState,
    ToldIntent,
    ToldRefund,
    WantedIntent,
    WantedRefund,
)
from rowlock.payments.rules import SETTLED
from rowlock.payments.types import ExpiredIntent, Intent, ProblemKind, ProviderRefund

log: Final = structlog.get_logger("rowlock.payments")
_events: Final = Counter("rowlock_payment_events", "Events of payment providers", ["provider", "outcome"])
_settled: Final = Counter("rowlock_payment_answers", "Answers of payment providers that were asked", ["outcome"])

# A buyer waits for no provider longer than that; the worker asks again.
_BUYER_SECONDS: Final = 10.0
_STUCK: Final = timedelta(hours=24)
_SHIPPED: Final = ("shipped", "delivered")


async def prepare(database: Database, providers: Providers, order_id: UUID) -> Intent | None:
    """The intent of an order with what its buyer pays with, made at the provider where it is not there yet. None where
    no provider takes the money; without `client_secret` where the provider does not answer in time."""
    intent = await _intent(database, order_id)
    if intent is None or intent.client_secret is not None:
        return intent
    return await refresh(database, providers, order_id)


async def follow(database: Database, providers: Providers, order_id: UUID) -> None:
    """Does at the provider what has become of the order: takes the money of a shipped one, ends that of a cancelled
    one, takes what the buyer has approved."""
    intent = await _intent(database, order_id)
    if intent is None or intent.state in SETTLED or intent.state == "cancelled":
        return
    if await ask(database, providers, intent) == "unknown":
        await database.run(payments.ask_soon, intent)


async def refresh(database: Database, providers: Providers, order_id: UUID) -> Intent | None:
    """The intent of an order as its provider now sees it, for a buyer who comes back from there."""
    intent = await _intent(database, order_id)
    if intent is None or intent.state in SETTLED or intent.state == "cancelled":
        return intent
    try:
        async with asyncio.timeout(_BUYER_SECONDS):
            state = await ask(database, providers, intent)
    except TimeoutError:
        state = "unknown"
    if state == "unknown":
        await database.run(payments.ask_soon, intent)
    return await _intent(database, order_id)


async def ask(database: Database, providers: Providers, intent: Intent) -> IntentState:
    """Brings an intent further, or asks what became of it, settles the answer and tells its state."""
    provider = providers.find(intent.provider)
    if provider is None:
        log.warning("payments.provider_missing", provider=intent.provider, order_id=str(intent.order_id))
        return "unknown"
    told = await _tell(provider, intent, await _status(database, intent.order_id))
    outcome = await database.run(
        settle, Settle(intent_id=intent.id, order_id=intent.order_id, provider=provider.name, told=told)
    )
    _settled.labels(outcome).inc()
    return told.state


async def send_refund(database: Database, providers: Providers, refund_id: UUID) -> RefundState:
    """Has the provider give money back, once, and tells the state of that: every try has the same key, and from the
    second one on the provider is first asked whether it has given it."""
    async with database.primary() as db:
        refund = await payment_queries.get_refund(db, refund_id)
    if refund is None:
        return "failed"
    if refund.state in ("succeeded", "failed"):
        return refund.state
    provider = providers.find(refund.provider)
    await database.run(payments.begin_refund, refund_id)
    told = ToldRefund(state="unknown") if provider is None else await _give_back(provider, refund)
    outcome = await database.run(
        settle_refund,
        SettleRefund(refund_id=refund.id, order_id=refund.order_id, provider=refund.provider, told=told),
    )
    _settled.labels(outcome).inc()
    if told.state in ("unknown", "pending") and refund.created_at < clock.now() - _STUCK:
        await database.run(_report_stuck, refund)
    return told.state


async def receive(database: Database, provider: Provider, notice: Notice) -> str:
    """Has an event of a provider its effect, once, and says in a word what it came to."""
    if notice.dispute is not None:
        outcome = await _receive_dispute(database, provider, notice)
    elif notice.refund is not None:
        outcome = await _receive_refund(database, provider, notice, notice.refund)
    elif notice.intent is not None:
        outcome = await _receive_intent(database, provider, notice, notice.intent)
    else:
        outcome = "ignored"
    _events.labels(provider.name, outcome).inc()
    log.info("payments.event", provider=provider.name, kind=notice.kind, event_id=notice.event_id, outcome=outcome)
    return outcome


async def _tell(provider: Provider, intent: Intent, status: str | None) -> ToldIntent:
    reference = intent.provider_reference
    if status == "cancelled":
        return await end(provider, intent)
    if reference is None:
        return await provider.create_intent(
            WantedIntent(
                key=intent.provider_key,
                intent_id=intent.id,
                order_id=intent.order_id,
                amount=intent.amount,
                currency=intent.currency,
            )
        )
    if intent.state == "authorized" and (intent.capture_amount is not None or status in _SHIPPED):
        return await _capture(provider, intent, reference)
    told = await provider.get_intent(reference)
    return await _capture(provider, intent, reference) if told.state == "approved" else told


async def _capture(provider: Provider, intent: Intent, reference: str) -> ToldIntent:
    amount = intent.capture_amount or intent.amount
    return await provider.capture(
        reference, amount=amount, currency=intent.currency, key=f"{intent.provider_key}-capture-{amount}"
    )


async def end(provider: Provider, intent: Intent | ExpiredIntent) -> ToldIntent:
    """Ends an intent at its provider. Of one that the provider never answered about nobody has what it is paid with."""
    if intent.provider_reference is None:
        return ToldIntent(state="cancelled")
    return await provider.cancel(intent.provider_reference, key=f"{intent.provider_key}-cancel")


async def _give_back(provider: Provider, refund: ProviderRefund) -> ToldRefund:
    wanted = WantedRefund(
        key=refund.provider_key,
        refund_id=refund.id,
        refund_reference=refund.provider_reference,
        reference=refund.intent_reference,
        charge_reference=refund.charge_reference,
        amount=refund.amount,
        currency=refund.currency,
    )
    if refund.attempts > 0:
        found = await provider.find_refund(wanted)
        if found is not None:
            return found
    return await provider.refund(wanted)


async def _report_stuck(db: Writer, refund: ProviderRefund) -> None:
    await payments.report_problem(
        db,
        "refund_stuck",
        provider=refund.provider,
        order_id=refund.order_id,
        reference=str(refund.id),
        detail="The provider has not said for a day whether the money went back",
    )


async def _receive_intent(database: Database, provider: Provider, notice: Notice, told: ToldIntent) -> str:
    async with database.primary() as db:
        found = await payment_queries.find_intent(
            db,
            provider.name,
            reference=told.reference,
            charge_reference=told.charge_reference,
            intent_id=told.intent_id,
        )
    if found is not None:
        return await database.run(
            settle,
            Settle(intent_id=found.id, order_id=found.order_id, provider=provider.name, told=told, notice=notice),
        )
    has_money = told.state in ("authorized", "succeeded")
    return await _note(
        database,
        provider,
        notice,
        problem="unknown_payment" if has_money else None,
        reference=told.reference or "",
        detail=f"{told.received or told.amount} {told.currency} for no order of this shop",
    )


async def _receive_refund(database: Database, provider: Provider, notice: Notice, told: ToldRefund) -> str:
    async with database.primary() as db:
        found = await payment_queries.find_refund(db, provider.name, refund_id=told.refund_id, reference=told.reference)
        paid = await payment_queries.find_intent(
            db,
            provider.name,
            reference=told.intent_reference,
            charge_reference=told.charge_reference,
            intent_id=None,
        )
    if found is not None:
        return await database.run(
            settle_refund,
            SettleRefund(refund_id=found.id, order_id=found.order_id, provider=provider.name, told=told, notice=notice),
        )
    return await _note(
        database,
        provider,
        notice,
        order_id=paid.order_id if paid is not None else None,
        problem="unknown_refund" if paid is not None else None,
        reference=told.reference or "",
        detail=f"{told.amount} went back that this shop has not asked for",
    )


async def _receive_dispute(database: Database, provider: Provider, notice: Notice) -> str:
    intent = notice.intent or ToldIntent(state="unknown")
    async with database.primary() as db:
        found = await payment_queries.find_intent(
            db,
            provider.name,
            reference=intent.reference,
            charge_reference=intent.charge_reference,
            intent_id=None,
        )
    return await _note(
        database,
        provider,
        notice,
        order_id=found.order_id if found is not None else None,
        problem="dispute" if found is not None else None,
        reference=notice.dispute or "",
        detail="The buyer disputes this payment: answer at the provider",
    )


async def _note(
    database: Database,
    provider: Provider,
    notice: Notice,
    *,
    order_id: UUID | None = None,
    problem: ProblemKind | None,
    reference: str,
    detail: str,
) -> str:
    return await database.run(
        note,
        NoteNotice(
            provider=provider.name,
            notice=notice,
            order_id=order_id,
            problem=problem,
            reference=reference,
            detail=detail,
        ),
    )


async def _intent(database: Database, order_id: UUID) -> Intent | None:
    async with database.primary() as db:
        return await payment_queries.get_intent(db, order_id)


async def _status(database: Database, order_id: UUID) -> str | None:
    async with database.primary() as db:
        return await sql.get_status(db, order_id=order_id)
