"""An order that Stripe is paid for: placed, paid, confirmed once, whatever is told how often and in which order."""

import concurrent.futures
import json
import time

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, make_order, order_body, place_order
from tests.factories.payments import ProviderOrder
from tests.factories.pricing import apply_coupon, make_coupon
from tests.payments.fake_stripe import KEY, SECRET, WEBHOOK, FakeStripe, send, signed
from tests.shop import Shop

PENDING = ("pending", "unpaid", 0, 0)
PAID = ("confirmed", "paid", 2000, 0)


@pytest.fixture(scope="module")
def admin(paid_shop: Shop) -> httpx.Client:
    return paid_shop.admin()


def test_an_order_waits_for_its_payment_with_its_stock_taken(paid_shop: Shop, admin: httpx.Client) -> None:
    order = ProviderOrder(paid_shop, admin)
    assert (order.placed["status"], order.placed["payment_status"]) == ("pending", "unpaid")
    assert order.client_secret.startswith("pi_")
    assert order.on_hand() == 8
    assert "client_secret" not in order.buyer.get(f"/orders/{order.id}").json()["payment"]
    paid_shop.drain()
    assert paid_shop.mails(order.email) == []


def test_a_payment_confirms_the_order_once_and_mails_it(
    paid_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    order = ProviderOrder(paid_shop, admin)
    event = stripe.event("payment_intent.succeeded", stripe.pay(order.client_secret))
    assert send(paid_shop, event).status_code == 200
    assert order.state() == PAID
    assert [(p["amount"], p["provider"]) for p in order.now()["payments"]] == [(2000, "stripe")]
    paid_shop.wait_mail(order.email, order.placed["number"])
    assert send(paid_shop, event).status_code == 200
    paid_shop.drain()
    assert order.state() == PAID
    subjects = sorted(
        str(mail["subject"]).partition(order.placed["number"])[0] for mail in paid_shop.mails(order.email)
    )
    assert subjects == ["The invoice of your order ", "Your order "]


def test_t_mon_12_an_event_sent_twenty_times_at_once_has_one_effect(
    paid_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    order = ProviderOrder(paid_shop, admin)
    event = stripe.event("payment_intent.succeeded", stripe.pay(order.client_secret))
    with concurrent.futures.ThreadPoolExecutor(20) as threads:
        told = list(threads.map(lambda _: send(paid_shop, event).status_code, range(20)))
    assert told == [200] * 20
    assert order.state() == PAID
    assert len(order.now()["payments"]) == 1
    rows = paid_shop.sql("SELECT outcome FROM payment_events WHERE event_id = $1", event["id"])
    assert [row["outcome"] for row in rows] == ["confirmed"]


def test_t_mon_12_a_refusal_told_after_the_payment_changes_nothing(
    paid_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    order = ProviderOrder(paid_shop, admin)
    reference = stripe.decline(order.client_secret)
    refused = stripe.event("payment_intent.payment_failed", reference)
    stripe.pay(order.client_secret)
    # The fake keeps one charge of an intent, so the second card is told of as Stripe would.
    paid = {**stripe.intent(reference), "status": "succeeded", "amount_received": 2000, "last_payment_error": None}
    assert send(paid_shop, stripe.made_up("payment_intent.succeeded", paid)).status_code == 200
    assert order.state() == PAID
    assert send(paid_shop, refused).status_code == 200
    assert order.state() == PAID


def test_a_refused_card_leaves_the_order_waiting_for_another(
    paid_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    order = ProviderOrder(paid_shop, admin)
    reference = stripe.decline(order.client_secret)
    assert send(paid_shop, stripe.event("payment_intent.payment_failed", reference)).status_code == 200
    assert order.state() == ("pending", "failed", 0, 0)
    again = order.buyer.post(f"/orders/{order.id}/payments/intent").json()
    assert (again["state"], again["client_secret"]) == ("failed", order.client_secret)
    paid = {**stripe.intent(reference), "status": "succeeded", "amount_received": 2000, "last_payment_error": None}
    send(paid_shop, stripe.made_up("payment_intent.succeeded", paid))
    assert order.state() == PAID


@pytest.mark.parametrize("wrong", ["secret", "body", "age", "nothing", "noise"])
def test_t_mon_12_a_bad_signature_has_no_effect(
    paid_shop: Shop, admin: httpx.Client, stripe: FakeStripe, wrong: str
) -> None:
    order = ProviderOrder(paid_shop, admin)
    body = json.dumps(stripe.event("payment_intent.succeeded", stripe.pay(order.client_secret))).encode()
    headers = {
        "secret": signed(body, "whsec_of_somebody_else"),
        "body": signed(body + b" "),
        "age": signed(body, at=time.time() - 600),
        "nothing": {},
        "noise": {"Stripe-Signature": "t=,v1,="},
    }[wrong]
    refused = paid_shop.guest().post(WEBHOOK, content=body, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_signature")
    assert order.state() == PENDING


@pytest.mark.parametrize("body", [b"", b"[]", b'{"id": 1}', b'{"id":"evt_1","type":"x","data":{"object":{}}}', b"\xff"])
def test_what_is_signed_but_is_no_event_is_refused_or_ignored(paid_shop: Shop, body: bytes) -> None:
    answer = paid_shop.guest().post(WEBHOOK, content=body, headers=signed(body))
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("told", [{"amount_received": 1999}, {"amount_received": 2001}, {"currency": "eur"}])
def test_t_mon_12_another_amount_or_currency_is_flagged_and_does_not_confirm(
    paid_shop: Shop, admin: httpx.Client, stripe: FakeStripe, told: dict[str, object]
) -> None:
    order = ProviderOrder(paid_shop, admin)
    paid = {**stripe.intent(stripe.pay(order.client_secret)), **told}
    assert send(paid_shop, stripe.made_up("payment_intent.succeeded", paid)).status_code == 200
    assert order.state() == PENDING
    assert order.problems() == ["amount_mismatch"]


def test_t_mon_12_a_payment_of_no_order_is_kept_as_a_problem(
    paid_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    order = ProviderOrder(paid_shop, admin)
    foreign = {**stripe.intent(stripe.pay(order.client_secret)), "id": "pi_of_another_shop", "metadata": {}}
    foreign["latest_charge"] = None
    event = stripe.made_up("payment_intent.succeeded", foreign)
    assert [send(paid_shop, event).status_code for _ in range(2)] == [200, 200]
    assert order.state() == PENDING
    found = admin.get("/admin/payments/problems", params={"resolved": False}).json()["items"]
    mine = [problem for problem in found if problem["reference"] == "pi_of_another_shop"]
    assert [problem["kind"] for problem in mine] == ["unknown_payment"]
    note = {"note": "belongs to the other shop"}
    resolved = admin.post(f"/admin/payments/problems/{mine[0]['id']}/resolve", json=note)
    assert (resolved.status_code, resolved.json()["note"]) == (200, note["note"])
    assert admin.post(f"/admin/payments/problems/{mine[0]['id']}/resolve", json=note).status_code == 404


def test_an_event_may_come_before_the_answer_to_the_request(
    paid_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    stripe.fail("/v1/payment_intents", after_effect=True, status=500)
    order = ProviderOrder(paid_shop, admin)
    assert "client_secret" not in order.placed["payment"]
    intent = stripe.intents_of(order.id)[0]
    event = stripe.event("payment_intent.succeeded", stripe.pay(intent["client_secret"]))
    assert send(paid_shop, event).status_code == 200
    assert order.state() == PAID


def test_t_idem_01_the_same_key_gives_the_same_order_with_its_secret(
    paid_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    variant_id = make_product(admin, stock=10)["variants"][0]["id"]
    customer = paid_shop.customer()
    fill_cart(customer, variant_id)
    first, again = (place_order(customer, key="one-order", payment_method="stripe") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.content == first.content
    assert first.json()["payment"]["client_secret"].startswith("pi_")
    assert len(stripe.intents_of(first.json()["id"])) == 1


def test_a_provider_that_answers_late_gives_the_secret_later_and_one_intent(
    paid_shop: Shop, admin: httpx.Client, stripe: FakeStripe
) -> None:
    stripe.fail("/v1/payment_intents", after_effect=True, status=500)
    order = ProviderOrder(paid_shop, admin)
    assert order.placed["payment"] == {"provider": "stripe"}
    asked = [order.buyer.post(f"/orders/{order.id}/payments/intent").json() for _ in range(2)]
    assert asked[0]["client_secret"] == asked[1]["client_secret"]
    assert len(stripe.intents_of(order.id)) == 1


def test_a_guest_pays_with_the_token_of_his_order(paid_shop: Shop, admin: httpx.Client) -> None:
    variant_id = make_product(admin, stock=10)["variants"][0]["id"]
    guest = paid_shop.guest()
    order = make_order(guest, variant_id, payment_method="stripe")
    path = f"/orders/{order['id']}/payments/intent"
    told = guest.post(path, headers={"X-Order-Token": order["token"]})
    assert told.json()["client_secret"] == order["payment"]["client_secret"]
    assert guest.post(path).status_code == 401


def test_what_costs_nothing_needs_no_provider(paid_shop: Shop, admin: httpx.Client, stripe: FakeStripe) -> None:
    variant_id = make_product(admin, stock=10)["variants"][0]["id"]
    customer, address, _ = paid_shop.user("customer")
    fill_cart(customer, variant_id)
    apply_coupon(customer, make_coupon(admin, value=100)["code"])
    order = place_order(customer, payment_method="stripe").json()
    assert (order["total"], order["status"], order["payment_status"]) == (0, "confirmed", "paid")
    assert order["payment"] == {"provider": "stripe"}
    assert stripe.intents_of(order["id"]) == []
    paid_shop.wait_mail(address, order["number"])


def test_an_admin_cannot_pay_or_confirm_in_the_providers_place(paid_shop: Shop, admin: httpx.Client) -> None:
    order = ProviderOrder(paid_shop, admin)
    paid = admin.post(f"/orders/{order.id}/payments", json={"amount": 2000})
    assert (paid.status_code, paid.json()["code"]) == (409, "paid_by_provider")
    confirmed = admin.put(f"/orders/{order.id}/status", json={"status": "confirmed"})
    assert (confirmed.status_code, confirmed.json()["code"]) == (409, "invalid_transition")


def test_a_provider_without_settings_is_not_offered(shop: Shop) -> None:
    customer = shop.customer()
    fill_cart(customer, make_product(shop.admin(), stock=1)["variants"][0]["id"])
    refused = customer.post("/orders", json=order_body(payment_method="stripe"))
    assert (refused.status_code, refused.json()["code"]) == (422, "payment_method_unavailable")
    assert shop.guest().post(WEBHOOK, content=b"{}").status_code == 404


def test_stripe_itself_tells_the_shop_whose_log_keeps_the_secrets(opener: ShopOpener, stripe: FakeStripe) -> None:
    with opener(ROWLOCK_LOG_LEVEL="debug", **stripe.settings) as shop:
        stripe.send_to(f"{shop.url}/api/v1{WEBHOOK}")
        order = ProviderOrder(shop, shop.admin())
        stripe.pay(order.client_secret)
        shop.until(lambda: order.state() == PAID)
        counted = shop.browser().get("/metrics").text
        assert 'rowlock_payment_events_total{outcome="confirmed",provider="stripe"} 1.0' in counted
        stripe.send_to("http://127.0.0.1:9/nobody")
        shop.assert_books_balance()
        logged = shop.log("api-0") + shop.log("worker")
        assert not [secret for secret in (KEY, SECRET, order.client_secret) if secret in logged]


def test_events_are_not_counted_against_an_address(opener: ShopOpener, stripe: FakeStripe) -> None:
    with opener(ROWLOCK_RATE_LIMIT="2/minute", **stripe.settings) as shop:
        told = [shop.guest().post(WEBHOOK, content=b"{}").status_code for _ in range(6)]
        assert told == [400] * 6
