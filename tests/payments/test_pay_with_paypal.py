"""An order that PayPal is paid for: approved there, captured here, once, whatever is told and whatever gets lost."""

import concurrent.futures
from collections.abc import Iterator

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.payments import ProviderOrder
from tests.payments import fake_stripe
from tests.payments.fake_paypal import WEBHOOK, FakePaypal, open_paypal, send
from tests.payments.fake_stripe import FakeStripe
from tests.payments.worker_jobs import age, expire, follow, give_refunds, reconcile
from tests.shop import Shop

PENDING = ("pending", "unpaid", 0, 0)
PAID = ("confirmed", "paid", 2000, 0)


@pytest.fixture(scope="module")
def paypal() -> Iterator[FakePaypal]:
    with open_paypal() as opened:
        yield opened


@pytest.fixture(scope="module")
def quiet_shop(opener: ShopOpener, paypal: FakePaypal, stripe: FakeStripe) -> Iterator[Shop]:
    """The worker starts when the tests are over: they do its jobs when they want."""
    with opener(worker=False, **paypal.settings, **stripe.settings) as shop:
        yield shop
        shop.start_process("worker")
        shop.assert_books_balance()


@pytest.fixture
def order(quiet_shop: Shop) -> ProviderOrder:
    return ProviderOrder(quiet_shop, quiet_shop.admin(), "paypal")


def come_back(order: ProviderOrder) -> httpx.Response:
    """The buyer's browser, when PayPal sends it back."""
    return order.buyer.post(f"/orders/{order.id}/payments/intent")


def captured(paypal: FakePaypal, order: ProviderOrder) -> dict[str, object]:
    paypal.approve(order.client_secret)
    assert come_back(order).status_code == 200
    return paypal.captures_of(order.client_secret)[0]


def test_a_buyer_who_comes_back_has_paid(paypal: FakePaypal, order: ProviderOrder) -> None:
    assert order.state() == PENDING
    assert paypal.orders[order.client_secret]["purchase_units"][0]["amount"]["value"] == "20.00"
    assert come_back(order).json()["state"] == "requires_action"
    paypal.approve(order.client_secret)
    told = come_back(order).json()
    assert (told["state"], told["status"], told["payment_status"]) == ("succeeded", "confirmed", "paid")
    assert order.state() == PAID
    assert len(paypal.captures_of(order.client_secret)) == 1


def test_a_buyer_who_does_not_come_back_has_paid_too(paypal: FakePaypal, order: ProviderOrder) -> None:
    paypal.approve(order.client_secret)
    approved = paypal.event("CHECKOUT.ORDER.APPROVED", paypal.orders[order.client_secret])
    assert send(order.shop, approved).status_code == 200
    assert order.state() == PENDING
    follow(order)
    assert order.state() == PAID
    told = paypal.event("PAYMENT.CAPTURE.COMPLETED", paypal.captures_of(order.client_secret)[0])
    with concurrent.futures.ThreadPoolExecutor(4) as threads:
        assert set(threads.map(lambda _: send(order.shop, told).status_code, range(4))) <= {200, 503}
    assert send(order.shop, approved).status_code == 200
    assert order.state() == PAID
    assert len(order.now()["payments"]) == 1


def test_a_capture_whose_answer_was_lost_is_found(paypal: FakePaypal, order: ProviderOrder) -> None:
    paypal.approve(order.client_secret)
    paypal.fail(r"/v2/checkout/orders/[^/]+/capture", after_effect=True)
    come_back(order)
    assert order.state() == PENDING
    reconcile(order)
    assert order.state() == PAID


def test_a_declined_buyer_may_try_again(paypal: FakePaypal, order: ProviderOrder) -> None:
    paypal.approve(order.client_secret)
    paypal.declines = True
    come_back(order)
    paypal.declines = False
    assert order.state() == ("pending", "failed", 0, 0)
    come_back(order)
    assert order.state() == PAID


def test_an_order_whose_answer_was_lost_is_made_once(paypal: FakePaypal, quiet_shop: Shop) -> None:
    paypal.fail("/v2/checkout/orders", after_effect=True, seconds=9)
    order = ProviderOrder(quiet_shop, quiet_shop.admin(), "paypal")
    assert order.placed["payment"] == {"provider": "paypal"}
    reference = come_back(order).json()["client_secret"]
    unit = {"custom_id": str(order.intent()["id"])}
    made = [name for name, kept in paypal.orders.items() if kept["purchase_units"][0]["custom_id"] == unit["custom_id"]]
    assert made == [reference]


@pytest.mark.parametrize("wrong", ["signature", "header", "noise"])
def test_t_mon_12_what_paypal_does_not_vouch_for_has_no_effect(
    paypal: FakePaypal, order: ProviderOrder, wrong: str
) -> None:
    paypal.approve(order.client_secret)
    forged = paypal.event("CHECKOUT.ORDER.APPROVED", paypal.orders[order.client_secret])
    refused = {
        "signature": lambda: send(order.shop, forged, signature="f" * 64),
        "header": lambda: order.shop.guest().post(WEBHOOK, json=forged),
        "noise": lambda: order.shop.guest().post(WEBHOOK, content=b'{}, "webhook_id": "x"', headers=_headers()),
    }[wrong]()
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_signature")
    assert order.intent()["state"] == "requires_action"


def _headers() -> dict[str, str]:
    names = ("Auth-Algo", "Cert-Url", "Transmission-Id", "Transmission-Sig", "Transmission-Time")
    return {f"PayPal-{name}": "x" for name in names}


def test_an_event_that_cannot_be_verified_now_is_asked_for_again(paypal: FakePaypal, order: ProviderOrder) -> None:
    capture = captured(paypal, order)
    paypal.fail("/v1/notifications/verify-webhook-signature", status=503)
    event = paypal.event("PAYMENT.CAPTURE.COMPLETED", capture)
    assert [send(order.shop, event).status_code for _ in range(2)] == [503, 200]


def test_t_mon_12_another_amount_is_flagged(paypal: FakePaypal, order: ProviderOrder) -> None:
    paypal.orders[order.client_secret]["purchase_units"][0]["amount"]["value"] = "19.99"
    captured(paypal, order)
    assert order.state() == PENDING
    assert order.problems() == ["amount_mismatch"]


def test_an_approval_after_the_end_takes_no_money(paypal: FakePaypal, order: ProviderOrder) -> None:
    age(order)
    expire(order)
    assert order.state() == ("cancelled", "unpaid", 0, 0)
    paypal.approve(order.client_secret)
    assert send(order.shop, paypal.event("CHECKOUT.ORDER.APPROVED", paypal.orders[order.client_secret])).is_success
    follow(order)
    reconcile(order)
    assert paypal.captures_of(order.client_secret) == []
    assert order.on_hand() == 10


def test_a_refund_goes_once_also_where_its_answer_was_lost(paypal: FakePaypal, order: ProviderOrder) -> None:
    captured(paypal, order)
    assert order.admin.post(f"/orders/{order.id}/refund", json={"amount": 500, "reason": "late"}).status_code == 201
    paypal.fail(r"/v2/payments/captures/[^/]+/refund", after_effect=True)
    give_refunds(order)
    assert [refund["state"] for refund in order.now()["refunds"]] == ["unknown"]
    reconcile(order)
    assert [refund["state"] for refund in order.now()["refunds"]] == ["succeeded"]
    mine = [r for r in paypal.refunds.values() if r["custom_id"] == order.now()["refunds"][0]["id"]]
    assert [refund["amount"]["value"] for refund in mine] == ["5.00"]


def test_a_refund_under_way_that_fails_is_taken_back(paypal: FakePaypal, order: ProviderOrder) -> None:
    captured(paypal, order)
    paypal.next_refund = "PENDING"
    order.admin.post(f"/orders/{order.id}/refund", json={"amount": 500, "reason": "late"})
    give_refunds(order)
    assert order.state() == ("confirmed", "partially_refunded", 2000, 500)
    mine = next(r for r in paypal.refunds.values() if r["custom_id"] == order.now()["refunds"][0]["id"])
    mine["status"] = "FAILED"
    reconcile(order)
    assert order.state() == PAID
    assert order.problems() == ["refund_failed"]


def test_a_dispute_is_a_problem(paypal: FakePaypal, order: ProviderOrder) -> None:
    capture = captured(paypal, order)
    dispute = {"dispute_id": "PP-D-1", "disputed_transactions": [{"seller_transaction_id": capture["id"]}]}
    assert send(order.shop, paypal.event("CUSTOMER.DISPUTE.CREATED", dispute)).status_code == 200
    assert order.problems() == ["dispute"]


def test_t_mon_12_two_providers_may_name_their_events_alike(
    paypal: FakePaypal, stripe: FakeStripe, order: ProviderOrder
) -> None:
    other = ProviderOrder(order.shop, order.admin, "stripe")
    told = stripe.event("payment_intent.succeeded", stripe.pay(other.client_secret))
    paypal.approve(order.client_secret)
    approved = paypal.event("CHECKOUT.ORDER.APPROVED", paypal.orders[order.client_secret])
    assert send(order.shop, {**approved, "id": told["id"]}).status_code == 200
    assert fake_stripe.send(order.shop, told).status_code == 200
    assert (order.intent()["state"], other.state()) == ("approved", PAID)
