"""The worker's rounds: all that a provider is to be asked about now, and all that was not paid in time."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, Protocol, TypeVar

import structlog

from rowlock import clock
from rowlock.db.database import Database
from rowlock.orders import payment_flow
from rowlock.orders.commands.settle_payment import CancelUnpaid, Settle, cancel_unpaid, settle
from rowlock.payments import commands as payments
from rowlock.payments import queries as payment_queries
from rowlock.payments.providers.opened import Providers
from rowlock.payments.providers.protocol import ToldIntent
from rowlock.payments.types import DueRefund, ExpiredIntent, Intent

log: Final = structlog.get_logger("rowlock.payments")

_BATCH: Final = 50
_AT_ONCE: Final = 5
# After so many silences in a round a provider is taken to be away, and left alone until the next one.
_PATIENCE: Final = 5
# A provider that cannot be asked holds an unpaid order, and its stock, no longer than that.
_OVERDUE: Final = timedelta(minutes=30)


class _Asked(Protocol):
    """Something that a provider is asked about."""

    @property
    def provider(self) -> str: ...


T = TypeVar("T", bound=_Asked)


async def reconcile(database: Database, providers: Providers) -> None:
    """Asks about every intent and every refund whose time has come."""
    silences: Counter[str] = Counter()

    async def ask(intent: Intent) -> str:
        return await payment_flow.ask(database, providers, intent)

    async def give(refund: DueRefund) -> str:
        return await payment_flow.send_refund(database, providers, refund.id)

    while intents := await database.run(payments.claim_due_intents, _BATCH):
        await _some_at_once([intent for intent in intents if silences[intent.provider] < _PATIENCE], ask, silences)
    while refunds := await database.run(payments.claim_due_refunds, _BATCH):
        await _some_at_once([refund for refund in refunds if silences[refund.provider] < _PATIENCE], give, silences)


async def cancel_unpaid_orders(database: Database, providers: Providers) -> None:
    """Cancels orders that were not paid in time, once their provider has ended their payment. Where it says that the
    money came in after all, that is settled instead."""
    silences: Counter[str] = Counter()
    after: ExpiredIntent | None = None

    async def end(intent: ExpiredIntent) -> str:
        is_away = silences[intent.provider] >= _PATIENCE
        return await _end_order(database, providers, intent, is_away=is_away)

    while True:
        async with database.primary() as db:
            found = await payment_queries.list_expired(db, after=after, most=_BATCH)
        await _some_at_once(found, end, silences)
        if len(found) < _BATCH:
            return
        after = found[-1]


async def _end_order(database: Database, providers: Providers, intent: ExpiredIntent, *, is_away: bool) -> str:
    provider = providers.find(intent.provider)
    told = ToldIntent(state="unknown")
    if provider is not None and not is_away:
        told = await payment_flow.end(provider, intent)
    is_overdue = intent.expires_at < clock.now() - _OVERDUE
    if told.state == "cancelled" or (told.state == "unknown" and is_overdue):
        await database.run(cancel_unpaid, CancelUnpaid(intent.id, intent.order_id, told, "It was not paid in time"))
    elif told.state != "unknown":
        await database.run(
            settle, Settle(intent_id=intent.id, order_id=intent.order_id, provider=intent.provider, told=told)
        )
    return told.state


async def _some_at_once(asked: list[T], ask: Callable[[T], Awaitable[str]], silences: Counter[str]) -> None:
    """A few at a time. One that fails is logged and holds nobody up: its time comes again."""
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        states = await asyncio.gather(*map(ask, some), return_exceptions=True)
        for one, state in zip(some, states, strict=True):
            if isinstance(state, BaseException):
                log.error("payments.round_failed", provider=one.provider, error=repr(state)[:500])
            elif state == "unknown":
                silences[one.provider] += 1
