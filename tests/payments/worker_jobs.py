"""The worker's jobs about payments, done by tests when they want."""

from datetime import timedelta
from uuid import UUID

from rowlock import clock
from rowlock.orders import payment_jobs
from tests.factories.payments import ProviderOrder
from tests.inventory.stock_keeping import run_job


def reconcile(order: ProviderOrder) -> None:
    """As if the time to ask about this order had come."""
    for table in ("payment_intents", "refunds"):
        order.shop.execute(
            f"UPDATE {table} SET next_check_at = now() WHERE next_check_at IS NOT NULL AND order_id = $1", order.id
        )
    run_job(order.shop, payment_jobs.reconcile_payments)


def age(order: ProviderOrder, minutes: int = 31) -> None:
    """As if it had been placed so long ago."""
    expires_at = clock.now() + timedelta(minutes=30 - minutes)
    order.shop.execute(
        "UPDATE payment_intents SET expires_at = $2 WHERE order_id = $1 AND expires_at IS NOT NULL",
        order.id,
        expires_at,
    )


def expire(order: ProviderOrder) -> None:
    """Ends what was not paid in time, this order and all others."""
    run_job(order.shop, payment_jobs.cancel_unpaid_orders)


def follow(order: ProviderOrder) -> None:
    """Does at the provider what has become of the order."""
    run_job(order.shop, payment_jobs.follow_payment, order_id=UUID(order.id))


def give_refunds(order: ProviderOrder) -> None:
    """Does what the outbox holds of refunds of this order."""
    for row in order.shop.sql("SELECT id FROM refunds WHERE order_id = $1 AND state = 'pending'", order.id):
        run_job(order.shop, payment_jobs.send_refund, refund_id=row["id"])
