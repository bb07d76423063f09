"""Whoever waits for a sold out variant is told once when it is back, who asked first, and nobody in vain."""

import re
from uuid import UUID

import httpx
import pytest

from rowlock.inventory import jobs
from tests.factories.accounts import new_address
from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.inventory.stock_keeping import adjust, run_job
from tests.shop import Shop, mail_text


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


class Wanted:
    """A product with one variant that is sold out."""

    def __init__(self, shop: Shop, admin: httpx.Client) -> None:
        product = make_product(admin, stock=0)
        self.shop, self.admin = shop, admin
        self.product_id, self.name = str(product["id"]), str(product["name"])
        self.variant_id = str(product["variants"][0]["id"])
        self.path = f"/products/{self.product_id}/notify-me"

    def ask(self, email: str, client: httpx.Client | None = None) -> httpx.Response:
        body = {"variant_id": self.variant_id, "email": email}
        return (client or self.shop.guest()).post(self.path, json=body)

    def waiting(self) -> list[str]:
        rows = self.shop.sql(
            "SELECT email FROM stock_notices WHERE variant_id = $1 AND due_at IS NULL ORDER BY id",
            UUID(self.variant_id),
        )
        return [row["email"] for row in rows]

    def told(self) -> int:
        rows = self.shop.sql(
            "SELECT email FROM stock_notices WHERE variant_id = $1 AND sent_at IS NOT NULL", UUID(self.variant_id)
        )
        return len(rows)


@pytest.fixture
def wanted(shop: Shop, admin: httpx.Client) -> Wanted:
    return Wanted(shop, admin)


def test_who_waits_is_told_once_when_it_is_back(shop: Shop, wanted: Wanted) -> None:
    email = new_address()
    first = wanted.ask(email)
    assert first.status_code == 202
    assert wanted.ask(email.upper()).content == first.content
    assert wanted.waiting() == [email]
    adjust(wanted.admin, wanted.variant_id, delta=5)
    mail = shop.wait_mail(email, "is back")
    assert wanted.name in str(mail["subject"])
    adjust(wanted.admin, wanted.variant_id, delta=-5)
    adjust(wanted.admin, wanted.variant_id, delta=5)
    shop.until(lambda: not shop.sql("SELECT 1 FROM stock_returns WHERE variant_id = $1", UUID(wanted.variant_id)))
    shop.drain()
    assert len(shop.mails(email)) == 1


def test_the_answer_is_the_same_whatever_there_is(shop: Shop, admin: httpx.Client, wanted: Wanted) -> None:
    there = make_product(admin, stock=5)
    draft = make_product(admin, stock=0, status="draft")
    known = wanted.ask(new_address())
    for product_id, variant_id in (
        (wanted.product_id, there["variants"][0]["id"]),
        (there["id"], there["variants"][0]["id"]),
        (draft["id"], draft["variants"][0]["id"]),
        (wanted.variant_id, wanted.product_id),
    ):
        email = new_address()
        answer = shop.guest().post(f"/products/{product_id}/notify-me", json={"variant_id": variant_id, "email": email})
        assert (answer.status_code, answer.content) == (202, known.content)
        assert shop.sql("SELECT 1 FROM stock_notices WHERE email_key = $1", email) == []
    assert shop.guest().post(wanted.path, json={"variant_id": wanted.variant_id}).status_code == 422
    assert wanted.ask("nobody").status_code == 422


def test_a_customer_needs_no_address_and_ends_his_waiting(shop: Shop, wanted: Wanted) -> None:
    customer, email, _ = shop.user("customer")
    assert customer.post(wanted.path, json={"variant_id": wanted.variant_id}).status_code == 202
    assert wanted.waiting() == [email]
    assert shop.customer().delete(wanted.path).status_code == 204
    assert wanted.waiting() == [email]
    assert customer.delete(wanted.path, params={"variant_id": wanted.variant_id}).status_code == 204
    assert wanted.waiting() == []


def test_three_for_each_piece_are_told_and_the_others_wait_an_hour(shop: Shop, wanted: Wanted) -> None:
    emails = [new_address() for _ in range(5)]
    for email in emails:
        wanted.ask(email)
    adjust(wanted.admin, wanted.variant_id, delta=1)
    shop.until(lambda: wanted.told() == 3)
    assert wanted.waiting() == emails[3:]
    shop.execute("UPDATE stock_returns SET next_at = now() WHERE variant_id = $1", UUID(wanted.variant_id))
    shop.until(lambda: wanted.told() == 5)


def test_what_sells_out_again_is_not_announced(shop: Shop, wanted: Wanted) -> None:
    email = new_address()
    wanted.ask(email)
    # Staged, but the last piece is gone when the mail is written.
    shop.execute("UPDATE stock_notices SET due_at = now() WHERE variant_id = $1", UUID(wanted.variant_id))
    (row,) = shop.sql("SELECT id FROM stock_notices WHERE variant_id = $1", UUID(wanted.variant_id))
    run_job(shop, jobs.send_back_in_stock, notice_id=row["id"])
    assert (wanted.waiting(), shop.mails(email)) == ([email], [])
    adjust(wanted.admin, wanted.variant_id, delta=1)
    shop.wait_mail(email, "is back")
    shop.until(lambda: wanted.told() == 1)
    run_job(shop, jobs.send_back_in_stock, notice_id=row["id"])
    assert len(shop.mails(email)) == 1


def test_the_link_in_the_mail_ends_all_waiting_of_the_address(shop: Shop, admin: httpx.Client, wanted: Wanted) -> None:
    email, other = new_address(), Wanted(shop, admin)
    wanted.ask(email)
    other.ask(email)
    stranger = new_address()
    other.ask(stranger)
    adjust(admin, wanted.variant_id, delta=1)
    mail = shop.wait_mail(email, "is back")
    found = re.search(r"http://\S+(/stock-notices/unsubscribe/\S+)", mail_text(mail))
    assert found is not None
    assert str(mail["List-Unsubscribe"]).endswith(f"/api/v1{found[1]}>")
    waiting = other.waiting()
    assert shop.guest().get(found[1]).status_code == 200
    assert '<form method="post">' in shop.guest().get(found[1], headers={"Accept": "text/html"}).text
    assert other.waiting() == waiting, "a scanner of mails opens links"
    for _ in range(2):
        assert shop.guest().post(found[1], data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert other.waiting() == [stranger]
    forged = found[1][:-4] + "AAAA"
    assert (shop.guest().post(forged).status_code, other.waiting()) == (400, [stranger])


def test_a_closed_account_waits_for_nothing(shop: Shop, wanted: Wanted) -> None:
    customer, email, _ = shop.user("customer")
    wanted.ask(email)
    other = new_address()
    wanted.ask(other, customer)
    assert customer.delete("/auth/me").status_code == 204
    assert wanted.waiting() == []


def test_a_cancelled_order_brings_it_back_too(shop: Shop, admin: httpx.Client, wanted: Wanted) -> None:
    adjust(admin, wanted.variant_id, delta=1)
    customer = shop.customer()
    order = make_order(customer, wanted.variant_id)
    email = new_address()
    wanted.ask(email)
    assert wanted.waiting() == [email]
    assert customer.post(f"/orders/{order['id']}/cancel").status_code == 200
    shop.wait_mail(email, "is back")
