"""Money that is authorised first and taken later: by an admin, on shipping, or never."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from rowlock import clock
from tests.conftest import ShopOpener
from tests.factories.payments import ProviderOrder
from tests.payments.fake_stripe import FakeStripe
from tests.payments.worker_jobs import follow, give_refunds, reconcile
from tests.shop import Shop

AUTHORIZED = ("confirmed", "authorized", 0, 0)


@pytest.fixture(scope="module")
def manual_shop(opener: ShopOpener, stripe: FakeStripe) -> Iterator[Shop]:
    with opener(worker=False, ROWLOCK_STRIPE_CAPTURE="manual", **stripe.settings) as shop:
        yield shop
        shop.start_process("worker")
        shop.assert_books_balance()


@pytest.fixture
def order(manual_shop: Shop, stripe: FakeStripe) -> ProviderOrder:
    order = ProviderOrder(manual_shop, manual_shop.admin())
    stripe.pay(order.client_secret)
    reconcile(order)
    assert order.state() == AUTHORIZED
    return order


def capture(order: ProviderOrder, **body: int) -> httpx.Response:
    return order.admin.post(f"/orders/{order.id}/payments/capture", json=body)


def reference(order: ProviderOrder) -> str:
    return str(order.intent()["provider_reference"])


def test_an_admin_takes_the_money(order: ProviderOrder) -> None:
    taken = capture(order)
    assert (taken.status_code, taken.json()["payment_status"], taken.json()["paid_total"]) == (200, "paid", 2000)
    assert [payment["amount"] for payment in taken.json()["payments"]] == [2000]
    again = capture(order)
    assert (again.status_code, again.json()["code"]) == (409, "not_authorized")


def test_a_part_is_taken_and_the_rest_goes_back_to_the_buyer(order: ProviderOrder, stripe: FakeStripe) -> None:
    too_much = capture(order, amount=2001)
    assert (too_much.status_code, too_much.json()["code"]) == (409, "payment_exceeds_total")
    assert capture(order, amount=1200).json()["paid_total"] == 1200
    assert order.state() == ("confirmed", "unpaid", 1200, 0)
    refused = order.admin.post(f"/orders/{order.id}/refund", json={"amount": 1201, "reason": "late"})
    assert refused.json()["code"] == "refund_exceeds_paid"
    assert order.admin.post(f"/orders/{order.id}/refund", json={"reason": "late"}).json()["amount"] == 1200


def test_shipping_takes_the_money(order: ProviderOrder) -> None:
    for status in ("processing", "shipped"):
        assert order.admin.put(f"/orders/{order.id}/status", json={"status": status}).status_code == 200
    follow(order)
    assert order.state() == ("shipped", "paid", 2000, 0)


def test_shipping_takes_the_money_soon_where_the_provider_was_away(order: ProviderOrder, stripe: FakeStripe) -> None:
    for status in ("processing", "shipped"):
        order.admin.put(f"/orders/{order.id}/status", json={"status": status})
    stripe.fail(f"/v1/payment_intents/{reference(order)}/capture", status=503)
    follow(order)
    assert order.state() == ("shipped", "authorized", 0, 0)
    assert order.intent()["next_check_at"] < clock.now() + timedelta(minutes=1)
    reconcile(order)
    assert order.state() == ("shipped", "paid", 2000, 0)


def test_a_capture_whose_answer_was_lost_takes_the_money_once(order: ProviderOrder, stripe: FakeStripe) -> None:
    stripe.fail(f"/v1/payment_intents/{reference(order)}/capture", after_effect=True, status=500)
    assert capture(order).json()["payment_status"] == "authorized"
    reconcile(order)
    assert order.state() == ("confirmed", "paid", 2000, 0)
    assert len(order.now()["payments"]) == 1


def test_a_cancelled_order_lets_go_of_the_money(order: ProviderOrder, stripe: FakeStripe) -> None:
    assert order.buyer.post(f"/orders/{order.id}/cancel").status_code == 200
    follow(order)
    assert stripe.intent(reference(order))["status"] == "canceled"
    assert order.state() == ("cancelled", "unpaid", 0, 0)
    assert capture(order).json()["code"] == "not_authorized"


def test_money_taken_while_the_order_was_cancelled_goes_back(order: ProviderOrder, stripe: FakeStripe) -> None:
    stripe.http.post(f"/v1/payment_intents/{reference(order)}/capture", data={"amount_to_capture": 2000})
    assert order.buyer.post(f"/orders/{order.id}/cancel").status_code == 200
    follow(order)
    give_refunds(order)
    assert order.state() == ("cancelled", "refunded", 2000, 2000)
    assert [refund["amount"] for refund in stripe.refunds(reference(order))] == [2000]
