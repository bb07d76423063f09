"""Everything at once over many orders, with a provider in a bad mood: in the end both sides have the same books."""

import concurrent.futures
import random
from collections.abc import Callable

import httpx

from rowlock.orders import payment_jobs
from tests.conftest import ShopOpener
from tests.factories.payments import ProviderOrder
from tests.inventory.stock_keeping import run_job
from tests.payments.fake_stripe import FakeStripe, send
from tests.payments.worker_jobs import age
from tests.shop import Shop

_ORDERS = 16


def _acts(shop: Shop, stripe: FakeStripe, order: ProviderOrder) -> list[Callable[[], object]]:
    """What may happen to one order. Each may be refused; none may answer 5xx."""

    def checked(answer: httpx.Response) -> None:
        assert answer.status_code < 500, answer.text

    def pay() -> None:
        stripe.pay(order.client_secret)

    def tell() -> None:
        reference = order.client_secret.partition("_secret_")[0]
        checked(send(shop, stripe.made_up("payment_intent.changed", stripe.intent(reference))))

    return [
        pay,
        tell,
        tell,
        lambda: checked(order.buyer.post(f"/orders/{order.id}/cancel")),
        lambda: checked(order.admin.post(f"/orders/{order.id}/refund", json={"amount": 700, "reason": "late"})),
        lambda: checked(order.buyer.post(f"/orders/{order.id}/payments/intent")),
        lambda: age(order),
    ]


def test_both_sides_have_the_same_books(opener: ShopOpener, stripe: FakeStripe) -> None:
    """The worker runs too: what the test has done here and now, it does at the same time."""
    dice = random.Random(7)
    with opener(apis=2, **stripe.settings) as shop:
        admin = shop.admin()
        orders = [ProviderOrder(shop, admin) for _ in range(_ORDERS)]
        acts = [act for order in orders for act in _acts(shop, stripe, order)]
        dice.shuffle(acts)
        stripe.fail("/v1/refunds", times=4, after_effect=True, status=500)
        for order in orders[:4]:
            stripe.fail(f"/v1/payment_intents/{order.intent()['provider_reference']}/cancel", status=503)
        with concurrent.futures.ThreadPoolExecutor(12) as threads:
            for told in [threads.submit(act) for act in acts]:
                told.result()
        stripe.forget_faults()

        def is_settled() -> bool:
            for table in ("payment_intents", "refunds"):
                shop.execute(f"UPDATE {table} SET next_check_at = now() WHERE next_check_at > now()")
            run_job(shop, payment_jobs.cancel_unpaid_orders)
            run_job(shop, payment_jobs.reconcile_payments)
            waiting = "SELECT 1 FROM refunds WHERE state IN ('pending', 'unknown') UNION ALL "
            waiting += "SELECT 1 FROM payment_intents WHERE state = 'unknown' OR expires_at < now() LIMIT 1"
            return not shop.sql(waiting)

        shop.until(is_settled, seconds=120)
        shop.drain()
        for order in orders:
            reference = order.client_secret.partition("_secret_")[0]
            theirs = stripe.intent(reference)["amount_received"]
            given_back = sum(r["amount"] for r in stripe.refunds(reference)) if theirs else 0
            status, _, paid, refunded = order.state()
            assert (theirs, given_back) == (paid, refunded), order.now()
            assert order.on_hand() == (10 if status == "cancelled" else 8)
            assert status in ("confirmed", "cancelled", "pending")
            if status == "cancelled":
                assert paid == refunded
        shop.assert_books_balance()
