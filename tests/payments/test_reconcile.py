"""What no webhook has told: the worker asks, and whoever comes first, the order is paid or cancelled once."""

import concurrent.futures
from collections.abc import Iterator

import httpx
import pytest

from rowlock.orders import payment_jobs
from tests.conftest import ShopOpener
from tests.factories.orders import fill_cart, place_order
from tests.factories.payments import ProviderOrder
from tests.factories.pricing import apply_coupon, make_coupon
from tests.inventory.stock_keeping import run_job
from tests.payments.fake_stripe import FakeStripe, send
from tests.payments.worker_jobs import age, expire, follow, give_refunds, reconcile
from tests.shop import Shop

PENDING = ("pending", "unpaid", 0, 0)
PAID = ("confirmed", "paid", 2000, 0)
EXPIRED = ("cancelled", "unpaid", 0, 0)


@pytest.fixture(scope="module")
def quiet_shop(opener: ShopOpener, stripe: FakeStripe) -> Iterator[Shop]:
    """The worker starts when the tests are over: they do its jobs when they want."""
    with opener(worker=False, **stripe.settings) as shop:
        yield shop
        shop.start_process("worker")
        shop.assert_books_balance()


@pytest.fixture(scope="module")
def admin(quiet_shop: Shop) -> httpx.Client:
    return quiet_shop.admin()


def test_a_payment_whose_event_was_lost_is_found(quiet_shop: Shop, admin: httpx.Client, stripe: FakeStripe) -> None:
    order = ProviderOrder(quiet_shop, admin)
    stripe.pay(order.client_secret)
    assert order.state() == PENDING
    reconcile(order)
    assert order.state() == PAID


def test_an_intent_whose_answer_was_lost_is_found_and_not_made_twice(
    quiet_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    stripe.fail("/v1/payment_intents", after_effect=True, hang_seconds=9)
    order = ProviderOrder(quiet_shop, admin)
    assert (order.intent()["state"], order.intent()["provider_reference"]) == ("unknown", None)
    assert "client_secret" not in order.placed["payment"]
    reconcile(order)
    made = stripe.intents_of(order.id)
    assert [intent["id"] for intent in made] == [order.intent()["provider_reference"]]
    stripe.pay(made[0]["client_secret"])
    reconcile(order)
    assert order.state() == PAID


def test_an_order_that_is_not_paid_in_time_gives_everything_back(
    quiet_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    order = ProviderOrder(quiet_shop, admin)
    coupon = make_coupon(admin, value=10, usage_limit=1)
    fill_cart(order.buyer, order.variant_id)
    apply_coupon(order.buyer, coupon["code"])
    order.placed = place_order(order.buyer, payment_method="stripe").json()
    order.id = order.placed["id"]
    age(order, 29)
    expire(order)
    assert order.state() == PENDING
    age(order)
    expire(order)
    assert order.state() == EXPIRED
    assert order.on_hand() == 8  # the first order still waits
    assert stripe.intent(order.intent()["provider_reference"])["status"] == "canceled"
    used = [c["used"] for c in admin.get("/admin/coupons", params={"q": coupon["code"]}).json()["items"]]
    assert used == [0]
    staged = quiet_shop.sql("SELECT job FROM outbox WHERE dedup_key = $1", f"order_cancelled:{order.id}")
    assert [row["job"] for row in staged] == ["send_order_cancelled"]


def test_a_payment_that_came_in_at_the_last_moment_is_kept(
    quiet_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    order = ProviderOrder(quiet_shop, admin)
    stripe.pay(order.client_secret)
    age(order)
    expire(order)
    assert order.state() == PAID
    assert order.on_hand() == 8


def test_a_payment_after_the_end_goes_back_once(quiet_shop: Shop, admin: httpx.Client, stripe: FakeStripe) -> None:
    """The provider could not be asked when the order ended, and the buyer paid."""
    order = ProviderOrder(quiet_shop, admin)
    age(order, 61)
    stripe.fail(f"/v1/payment_intents/{order.intent()['provider_reference']}/cancel", status=500)
    expire(order)
    assert order.state() == EXPIRED
    event = stripe.event("payment_intent.succeeded", stripe.pay(order.client_secret))
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda _: send(quiet_shop, event).status_code, range(8))) == [200] * 8
    assert order.state() == ("cancelled", "refunded", 2000, 2000)
    assert [refund["state"] for refund in order.now()["refunds"]] == ["pending"]
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: give_refunds(order), range(4)))
    reconcile(order)
    assert [refund["state"] for refund in order.now()["refunds"]] == ["succeeded"]
    assert [r["amount"] for r in stripe.refunds(order.intent()["provider_reference"])] == [2000]
    assert order.on_hand() == 10


def test_an_unpaid_order_outlasts_a_provider_that_is_away_by_half_an_hour(
    quiet_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    order = ProviderOrder(quiet_shop, admin)
    stripe.fail(f"/v1/payment_intents/{order.intent()['provider_reference']}/cancel", times=2, status=503)
    age(order)
    expire(order)
    assert order.state() == PENDING
    age(order, 61)
    expire(order)
    assert order.state() == EXPIRED
    reconcile(order)
    assert stripe.intent(order.intent()["provider_reference"])["status"] == "canceled"
    assert order.intent()["state"] == "cancelled"


def test_a_buyer_who_cancels_ends_the_payment(quiet_shop: Shop, admin: httpx.Client, stripe: FakeStripe) -> None:
    order = ProviderOrder(quiet_shop, admin)
    assert order.buyer.post(f"/orders/{order.id}/cancel").status_code == 200
    assert order.on_hand() == 10
    follow(order)
    assert stripe.intent(order.intent()["provider_reference"])["status"] == "canceled"
    assert order.state() == EXPIRED


def test_a_buyer_who_pays_and_cancels_gets_his_money_back_once(
    quiet_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    order = ProviderOrder(quiet_shop, admin)
    reference = stripe.pay(order.client_secret)
    assert order.buyer.post(f"/orders/{order.id}/cancel").status_code == 200
    follow(order)
    send(quiet_shop, stripe.event("payment_intent.succeeded", reference))
    reconcile(order)
    give_refunds(order)
    give_refunds(order)
    assert order.state() == ("cancelled", "refunded", 2000, 2000)
    assert [r["amount"] for r in stripe.refunds(reference)] == [2000]
    assert order.on_hand() == 10


def test_an_intent_made_after_its_order_ended_is_ended_too(
    quiet_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    """The answer that nobody waited for comes after all, by its event."""
    stripe.fail("/v1/payment_intents", after_effect=True, status=500)
    order = ProviderOrder(quiet_shop, admin)
    age(order)
    expire(order)
    assert order.state() == EXPIRED
    made = stripe.intents_of(order.id)[0]
    send(quiet_shop, stripe.made_up("payment_intent.created", made))
    follow(order)
    assert stripe.intent(made["id"])["status"] == "canceled"
    assert order.intent()["state"] == "cancelled"


def test_an_order_whose_money_is_under_way_waits_for_it(
    quiet_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    order = ProviderOrder(quiet_shop, admin)
    under_way = {**stripe.intent(order.intent()["provider_reference"]), "status": "processing"}
    send(quiet_shop, stripe.made_up("payment_intent.processing", under_way))
    age(order)
    expire(order)
    assert order.state() == PENDING
    stripe.pay(order.client_secret)
    reconcile(order)
    assert order.state() == PAID


def test_a_round_leaves_a_provider_alone_that_is_away(
    quiet_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    orders = [ProviderOrder(quiet_shop, admin) for _ in range(12)]
    for order in orders:
        age(order)
    stripe.fail("/v1/payment_intents", times=12, status=503)
    expire(orders[0])
    # Five at a time were asked, and then nobody any more.
    assert 12 - stripe.forget_faults() == 5
    assert {order.state() for order in orders} == {PENDING}
    expire(orders[0])
    assert {order.state() for order in orders} == {EXPIRED}


def test_what_a_done_payment_was_paid_with_is_forgotten(
    quiet_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    done, waiting = (ProviderOrder(quiet_shop, admin) for _ in range(2))
    stripe.pay(done.client_secret)
    reconcile(done)
    for order in (done, waiting):
        quiet_shop.execute(
            "UPDATE payment_intents SET updated_at = now() - interval '3 days' WHERE order_id = $1", order.id
        )
    run_job(quiet_shop, payment_jobs.forget_payment_events)
    assert (done.intent()["client_secret"], waiting.intent()["client_secret"]) == (None, waiting.client_secret)
