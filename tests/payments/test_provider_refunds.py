"""Money that a provider gives back: it counts at once, goes once, and is taken back where the provider refuses."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.payments import ProviderOrder
from tests.payments.fake_stripe import FakeStripe, send
from tests.payments.worker_jobs import follow, give_refunds, reconcile
from tests.shop import Shop


@pytest.fixture(scope="module")
def quiet_shop(opener: ShopOpener, stripe: FakeStripe) -> Iterator[Shop]:
    """The worker starts when the tests are over: they do its jobs when they want."""
    with opener(worker=False, **stripe.settings) as shop:
        yield shop
        shop.start_process("worker")
        shop.assert_books_balance()


class PaidOrder(ProviderOrder):
    """An order that Stripe was paid for."""

    def __init__(self, shop: Shop, stripe: FakeStripe) -> None:
        super().__init__(shop, shop.admin())
        self.reference = stripe.pay(self.client_secret)
        assert send(shop, stripe.event("payment_intent.succeeded", self.reference)).status_code == 200
        assert self.state() == ("confirmed", "paid", 2000, 0)

    def refund(self, **what: object) -> httpx.Response:
        return self.admin.post(f"/orders/{self.id}/refund", json={"reason": "late", **what})

    def item(self, quantity: int = 1, *, restock: bool = True) -> list[dict[str, object]]:
        return [{"item_id": self.placed["items"][0]["id"], "quantity": quantity, "restock": restock}]

    def refunds(self) -> list[tuple[int, str]]:
        found = self.buyer.get(f"/orders/{self.id}/refunds").json()["items"]
        return [(refund["amount"], refund["state"]) for refund in found]


def mails_of_refunds(order: PaidOrder) -> int:
    query = "SELECT count(*)::int AS n FROM outbox WHERE job = 'send_refund_issued' AND arguments ->> 'order_id' = $1"
    count: int = order.shop.sql(query, order.id)[0]["n"]
    return count


def test_a_refund_counts_at_once_and_is_mailed_when_it_has_gone(quiet_shop: Shop, stripe: FakeStripe) -> None:
    order = PaidOrder(quiet_shop, stripe)
    given = order.refund(amount=700)
    assert (given.status_code, given.json()["state"]) == (201, "pending")
    assert order.state() == ("confirmed", "partially_refunded", 2000, 700)
    assert (stripe.refunds(order.reference), mails_of_refunds(order)) == ([], 0)
    give_refunds(order)
    assert order.refunds() == [(700, "succeeded")]
    assert [refund["amount"] for refund in stripe.refunds(order.reference)] == [700]
    assert mails_of_refunds(order) == 1


def test_never_more_goes_back_than_was_paid_also_while_it_is_under_way(quiet_shop: Shop, stripe: FakeStripe) -> None:
    order = PaidOrder(quiet_shop, stripe)
    assert order.refund(amount=1500).status_code == 201
    refused = order.refund(amount=501)
    assert (refused.status_code, refused.json()["code"]) == (409, "refund_exceeds_paid")


@pytest.mark.parametrize("how", [{"status": 500}, {"hang_seconds": 9}])
def test_a_refund_whose_answer_was_lost_goes_once(quiet_shop: Shop, stripe: FakeStripe, how: dict[str, Any]) -> None:
    order = PaidOrder(quiet_shop, stripe)
    order.refund()
    stripe.fail("/v1/refunds", after_effect=True, **how)
    give_refunds(order)
    assert order.refunds() == [(2000, "unknown")]
    assert order.state() == ("refunded", "refunded", 2000, 2000)
    reconcile(order)
    reconcile(order)
    assert order.refunds() == [(2000, "succeeded")]
    assert [refund["amount"] for refund in stripe.refunds(order.reference)] == [2000]
    assert mails_of_refunds(order) == 1


def test_a_refund_goes_once_though_its_key_was_forgotten(quiet_shop: Shop, stripe: FakeStripe) -> None:
    order = PaidOrder(quiet_shop, stripe)
    order.refund(amount=400)
    stripe.fail("/v1/refunds", after_effect=True, status=500)
    give_refunds(order)
    stripe.forget_keys()
    reconcile(order)
    assert order.refunds() == [(400, "succeeded")]
    assert [refund["amount"] for refund in stripe.refunds(order.reference)] == [400]


def test_a_refund_that_never_arrived_is_asked_for_again_under_its_key(quiet_shop: Shop, stripe: FakeStripe) -> None:
    order = PaidOrder(quiet_shop, stripe)
    order.refund(amount=100)
    stripe.fail("/v1/refunds", status=503)
    give_refunds(order)
    assert order.refunds() == [(100, "unknown")]
    reconcile(order)
    assert order.refunds() == [(100, "succeeded")]


def test_a_refund_that_its_provider_refuses_is_taken_back(quiet_shop: Shop, stripe: FakeStripe) -> None:
    order = PaidOrder(quiet_shop, stripe)
    stripe.next_refund("failed")
    order.refund(items=order.item())
    assert order.on_hand() == 9
    give_refunds(order)
    assert order.refunds() == [(1000, "failed")]
    assert order.state() == ("confirmed", "paid", 2000, 0)
    assert order.now()["items"][0]["refunded_quantity"] == 0
    assert order.problems() == ["refund_failed"]
    assert order.on_hand() == 9  # the piece itself came back
    assert mails_of_refunds(order) == 0


def test_what_failed_can_be_given_again_without_its_goods(quiet_shop: Shop, stripe: FakeStripe) -> None:
    order = PaidOrder(quiet_shop, stripe)
    stripe.next_refund("failed")
    order.refund(items=order.item(2))
    give_refunds(order)
    assert order.state() == ("refunded", "paid", 2000, 0)
    twice = order.refund(items=order.item(2))
    assert (twice.status_code, twice.json()["code"]) == (409, "refund_exceeds_paid")
    assert order.refund(items=order.item(2, restock=False)).status_code == 201
    give_refunds(order)
    assert order.state() == ("refunded", "refunded", 2000, 2000)
    assert order.refunds() == [(2000, "failed"), (2000, "succeeded")]
    assert order.on_hand() == 10


def test_a_refund_may_fail_after_it_was_told_to_have_gone(quiet_shop: Shop, stripe: FakeStripe) -> None:
    order = PaidOrder(quiet_shop, stripe)
    order.refund(amount=300)
    give_refunds(order)
    made = stripe.refunds(order.reference)[0]
    failed = stripe.made_up("refund.failed", {**made, "status": "failed", "failure_reason": "lost_or_stolen_card"})
    assert [send(quiet_shop, failed).status_code for _ in range(2)] == [200, 200]
    assert order.state() == ("confirmed", "paid", 2000, 0)
    assert send(quiet_shop, stripe.made_up("refund.updated", made)).status_code == 200
    assert order.refunds() == [(300, "failed")]
    assert order.problems() == ["refund_failed"]


def test_a_refund_under_way_is_settled_by_its_event(quiet_shop: Shop, stripe: FakeStripe) -> None:
    order = PaidOrder(quiet_shop, stripe)
    stripe.next_refund("pending")
    order.refund(amount=300)
    give_refunds(order)
    assert order.refunds() == [(300, "pending")]
    made = {**stripe.refunds(order.reference)[0], "status": "succeeded"}
    send(quiet_shop, stripe.made_up("refund.updated", made))
    assert order.refunds() == [(300, "succeeded")]


def test_what_goes_back_by_other_ways_is_a_problem(quiet_shop: Shop, stripe: FakeStripe) -> None:
    order = PaidOrder(quiet_shop, stripe)
    foreign = {"id": "re_by_hand", "payment_intent": order.reference, "amount": 5, "status": "succeeded"}
    dispute = {"id": "dp_1", "payment_intent": order.reference, "amount": 2000}
    assert send(quiet_shop, stripe.made_up("refund.created", foreign)).status_code == 200
    assert send(quiet_shop, stripe.made_up("charge.dispute.created", dispute)).status_code == 200
    assert sorted(order.problems()) == ["dispute", "unknown_refund"]
    assert order.state() == ("confirmed", "paid", 2000, 0)


def test_a_cancelled_order_gives_its_money_back_through_the_provider(quiet_shop: Shop, stripe: FakeStripe) -> None:
    order = PaidOrder(quiet_shop, stripe)
    order.refund(amount=500)
    assert order.buyer.post(f"/orders/{order.id}/cancel").status_code == 200
    assert order.refunds() == [(500, "pending"), (1500, "pending")]
    give_refunds(order)
    follow(order)
    assert order.state() == ("cancelled", "refunded", 2000, 2000)
    assert sorted(refund["amount"] for refund in stripe.refunds(order.reference)) == [500, 1500]


def test_a_buyer_finds_his_payments_in_his_data(quiet_shop: Shop, stripe: FakeStripe) -> None:
    order = PaidOrder(quiet_shop, stripe)
    order.refund(amount=700)
    (kept,) = order.buyer.get("/auth/me/export").json()["orders"]
    assert [(money["provider"], money["amount"]) for money in kept["payments"]] == [("stripe", 2000), ("stripe", -700)]
