"""Each event of an order is one mail to each who is concerned, with the order's totals, however often it is sent."""

import collections
import re
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import httpx
import pytest

from rowlock.mail.templates import names
from tests.factories.accounts import new_address
from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, place_order
from tests.factories.pricing import make_coupon
from tests.shop import Shop, mail_text

# The event that each mail about an order tells of, by how its subject begins after the number.
SUBJECTS = {
    "order_confirmed": r"Your order {number} at .+",
    "order_shipped": r"Your order {number} is on its way",
    "order_delivered": r"Your order {number} has arrived",
    "order_cancelled": r"Your order {number} is cancelled",
    "refund_issued": r"A refund for your order {number}",
    "invoice_issued": r"The invoice of your order {number}",
    "credit_note_issued": r"A credit note for your order {number}",
}


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


class Buyer:
    """A guest with one order of several lines, a coupon, and every mail about it."""

    def __init__(self, shop: Shop, admin: httpx.Client) -> None:
        self.shop, self.admin, self.email = shop, admin, new_address()
        guest = shop.guest()
        for price, quantity in ((1999, 2), (505, 3)):
            fill_cart(guest, make_product(admin, price=price)["variants"][0]["id"], quantity)
        coupon = guest.post("/cart/coupon", json={"code": make_coupon(admin, value=10)["code"]})
        assert coupon.status_code == 200
        answer = place_order(guest, email=self.email)
        assert answer.status_code == 201, answer.text
        self.order: dict[str, Any] = answer.json()
        assert self.order["discount_total"] > 0

    def step(self, status: str, **more: Any) -> int:
        answer = self.admin.put(f"/orders/{self.order['id']}/status", json={"status": status, **more})
        return answer.status_code

    def refund(self, **body: Any) -> int:
        answer = self.admin.post(f"/orders/{self.order['id']}/refund", json={"reason": "torn", **body})
        return answer.status_code

    def mails(self) -> dict[str, int]:
        """How many mails of each event have come, when all that was staged is done. None tells of anything else."""
        self.shop.drain()
        found: collections.Counter[str] = collections.Counter()
        for mail in self.shop.mails(self.email):
            found[self.event(mail)] += 1
            self.check(mail)
        return dict(found)

    def event(self, mail: EmailMessage) -> str:
        subject, number = str(mail["subject"]), re.escape(self.order["number"])
        (event,) = [name for name, form in SUBJECTS.items() if re.fullmatch(form.format(number=number), subject)]
        return event

    def check(self, mail: EmailMessage) -> None:
        """One recipient; the lines and totals are those of the order, in both texts."""
        assert str(mail["To"]) == self.email
        html = mail.get_body(("html",))
        assert html is not None
        for text in (mail_text(mail), html.get_content()):
            for item in self.order["items"]:
                assert item["name"] in text
                assert money(item["line_total"]) in text
            for total in ("subtotal", "shipping_total", "total"):
                assert money(self.order[total]) in text
            assert money(-self.order["discount_total"]) in text

    def send_again(self) -> None:
        """As if every worker that sent one had died before it said so."""
        again = "UPDATE outbox SET status = 'pending', run_after = now() WHERE arguments ->> 'order_id' = $1"
        self.shop.execute(again, self.order["id"])


def money(amount: int) -> str:
    return f"{amount / 100:.2f} USD"


@pytest.fixture
def buyer(shop: Shop, admin: httpx.Client) -> Buyer:
    return Buyer(shop, admin)


def test_every_mail_about_an_order_is_looked_at_here() -> None:
    about = ("order_", "refund_", "invoice_", "credit_note_")
    assert {name for name in names() if name.startswith(about)} == SUBJECTS.keys()


def test_the_life_of_an_order_that_arrives_and_comes_back_in_part(buyer: Buyer) -> None:
    expected = {"order_confirmed": 1}
    assert buyer.mails() == expected
    assert buyer.step("processing") == 200
    assert buyer.mails() == expected
    assert buyer.step("shipped", shipment={"carrier": "DHL", "tracking_number": "JD0123"}) == 200
    assert buyer.mails() == (expected := expected | {"order_shipped": 1, "invoice_issued": 1})
    assert buyer.step("delivered") == 200
    assert buyer.mails() == (expected := expected | {"order_delivered": 1})
    assert buyer.refund(amount=100) == 201
    assert buyer.mails() == (expected := expected | {"refund_issued": 1, "credit_note_issued": 1})
    assert buyer.refund(amount=250) == 201
    assert buyer.mails() == expected | {"refund_issued": 2, "credit_note_issued": 2}


def test_a_cancelled_order_that_was_paid_is_one_mail(buyer: Buyer) -> None:
    paid = buyer.admin.post(f"/orders/{buyer.order['id']}/payments", json={"amount": buyer.order["total"]})
    assert paid.status_code == 201
    assert buyer.mails() == (expected := {"order_confirmed": 1, "invoice_issued": 1})
    assert buyer.admin.post(f"/orders/{buyer.order['id']}/cancel").status_code == 200
    assert buyer.mails() == expected | {"order_cancelled": 1, "credit_note_issued": 1}


def test_what_is_refused_is_no_event(buyer: Buyer) -> None:
    assert buyer.step("delivered") == 409
    assert buyer.refund(amount=100) == 409
    assert buyer.step("cancelled") == 200
    assert buyer.step("cancelled") == 409
    assert buyer.admin.post(f"/orders/{buyer.order['id']}/cancel").status_code == 409
    assert buyer.mails() == {"order_confirmed": 1, "order_cancelled": 1}


def test_a_job_that_runs_twice_sends_the_same_mail(shop: Shop, buyer: Buyer) -> None:
    assert buyer.step("processing") == 200
    assert buyer.step("shipped") == 200
    before = buyer.mails()
    sent = {str(mail["Message-ID"]) for mail in shop.mails(buyer.email)}
    buyer.send_again()
    assert buyer.mails() == before
    assert {str(mail["Message-ID"]) for mail in shop.mails(buyer.email)} == sent


def test_an_event_that_is_staged_twice_is_one_mail(shop: Shop, buyer: Buyer) -> None:
    buyer.mails()
    again = """
        INSERT INTO outbox (job, arguments, dedup_key)
        SELECT job, arguments, dedup_key FROM outbox WHERE arguments ->> 'order_id' = $1
        ON CONFLICT DO NOTHING
    """
    shop.execute(again, buyer.order["id"])
    assert buyer.mails() == {"order_confirmed": 1}
    keys = "SELECT count(*) AS n, count(DISTINCT dedup_key) AS keys FROM outbox WHERE arguments ->> 'order_id' = $1"
    assert shop.sql(keys, buyer.order["id"]) == [{"n": 1, "keys": 1}]


def test_an_order_placed_twice_under_one_key_is_one_mail(shop: Shop, admin: httpx.Client) -> None:
    guest, email = shop.guest(), new_address()
    fill_cart(guest, make_product(admin)["variants"][0]["id"])
    answers = [place_order(guest, key=f"key-{email}", email=email) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {201}
    shop.drain()
    assert len(shop.mails(email)) == 1
    assert len({UUID(answer.json()["id"]) for answer in answers}) == 1
