"""What the worker does about payments through providers: asks again, gives money back, ends what was not paid."""

from typing import Final
from uuid import UUID

from rowlock.orders import payment_flow, payment_rounds
from rowlock.outbox.jobs import JobContext, job, periodic
from rowlock.payments import commands as payments
from rowlock.payments.providers.opened import open_providers

_BATCH: Final = 1_000


@job()
async def follow_payment(context: JobContext, *, order_id: UUID) -> None:
    """Does at the provider what has become of an order."""
    async with open_providers(context.settings) as providers:
        await payment_flow.follow(context.database, providers, order_id)


@job()
async def send_refund(context: JobContext, *, refund_id: UUID) -> None:
    """Has a provider give money back. Where it does not answer, the reconciler goes on."""
    async with open_providers(context.settings) as providers:
        await payment_flow.send_refund(context.database, providers, refund_id)


@periodic(seconds=15)
async def reconcile_payments(context: JobContext) -> None:
    """Asks about what no webhook has told of."""
    async with open_providers(context.settings) as providers:
        await payment_rounds.reconcile(context.database, providers)


@periodic(seconds=30)
async def cancel_unpaid_orders(context: JobContext) -> None:
    """Orders that were not paid in time give their stock back."""
    async with open_providers(context.settings) as providers:
        await payment_rounds.cancel_unpaid_orders(context.database, providers)


@periodic(seconds=3600)
async def forget_payment_events(context: JobContext) -> None:
    """Events that no provider sends again, and what payments that are done were paid with."""
    while await context.database.run(payments.forget_old_events, _BATCH) == _BATCH:
        pass
    while await context.database.run(payments.forget_client_secrets, _BATCH) == _BATCH:
        pass
