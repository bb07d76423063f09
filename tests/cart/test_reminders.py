"""Whoever agreed to it is reminded once of a cart that he left, and says no by one click."""

import email
import email.policy
import re
from email.message import EmailMessage
from typing import Any

import httpx
import pytest

from rowlock.cart import jobs
from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, make_order, place_order
from tests.factories.pricing import make_coupon
from tests.inventory.stock_keeping import run_job
from tests.mail.sink import open_sink
from tests.shop import PASSWORD, Shop, mail_text


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


class Leaver:
    """A customer who agreed to be reminded, and left three pieces of a product in his cart."""

    def __init__(self, shop: Shop, admin: httpx.Client, *, agrees: bool = True) -> None:
        self.shop = shop
        self.product = make_product(admin, stock=5, price=700)
        self.variant_id = str(self.product["variants"][0]["id"])
        self.client, self.address, self.user_id = shop.user("customer")
        if agrees:
            answer = self.client.patch("/auth/me", json={"accepts_cart_reminders": True})
            assert answer.json()["accepts_cart_reminders"] is True
        fill_cart(self.client, self.variant_id, 3)

    def leave(self, hours: float = 25) -> None:
        """As if nothing had been changed for so long."""
        change = "UPDATE carts SET updated_at = updated_at - make_interval(secs => $2) WHERE user_id = $1"
        self.shop.execute(change, self.user_id, hours * 3600)

    def reminded(self) -> list[EmailMessage]:
        run_job(self.shop, jobs.remind_of_carts)
        self.shop.drain()
        return [mail for mail in self.shop.mails(self.address) if "Your cart" in str(mail["subject"])]


@pytest.fixture
def leaver(shop: Shop, admin: httpx.Client) -> Leaver:
    return Leaver(shop, admin)


def link_in(message: EmailMessage) -> str:
    found = re.search(r"http\S+/api/v1(/cart-reminders/unsubscribe/\S+)", mail_text(message))
    assert found is not None
    return found[1]


def test_nobody_is_reminded_who_did_not_agree(shop: Shop, admin: httpx.Client) -> None:
    leaver = Leaver(shop, admin, agrees=False)
    assert leaver.client.get("/auth/me").json()["accepts_cart_reminders"] is False
    leaver.leave()
    assert leaver.reminded() == []


def test_a_cart_is_reminded_of_once_for_each_state(leaver: Leaver) -> None:
    assert leaver.reminded() == []
    leaver.leave(23)
    assert leaver.reminded() == []
    leaver.leave(2)
    (mail,) = leaver.reminded()
    assert f"3 x {leaver.product['name']}" in mail_text(mail)
    assert "Total: 21.00 USD" in mail_text(mail)
    assert len(leaver.reminded()) == 1
    fill_cart(leaver.client, leaver.variant_id, 1)
    assert len(leaver.reminded()) == 1
    leaver.leave()
    latest = leaver.reminded()
    assert len(latest) == 2
    assert any("Total: 28.00 USD" in mail_text(mail) for mail in latest)


def test_two_workers_at_once_remind_once(shop: Shop, leaver: Leaver) -> None:
    leaver.leave()
    for _ in range(2):
        run_job(shop, jobs.remind_of_carts)
    shop.execute("UPDATE carts SET reminded_of = NULL WHERE user_id = $1", leaver.user_id)
    assert len(leaver.reminded()) == 1


def test_what_was_left_too_long_ago_is_let_be(leaver: Leaver) -> None:
    leaver.leave(24 * 30)
    assert leaver.reminded() == []


def test_where_everything_is_sold_out_nobody_is_reminded(shop: Shop, admin: httpx.Client, leaver: Leaver) -> None:
    make_order(shop.guest(), leaver.variant_id, 5)
    leaver.leave()
    assert leaver.reminded() == []


def test_what_sold_out_is_left_out_of_the_mail_and_of_its_total(
    shop: Shop, admin: httpx.Client, leaver: Leaver
) -> None:
    other = make_product(admin, price=150)
    fill_cart(leaver.client, other["variants"][0]["id"], 2)
    make_order(shop.guest(), leaver.variant_id, 5)
    leaver.leave()
    (mail,) = leaver.reminded()
    assert leaver.product["name"] not in mail_text(mail)
    assert "Total: 3.00 USD" in mail_text(mail)


def test_a_coupon_in_the_cart_shows_in_the_mail(admin: httpx.Client, leaver: Leaver) -> None:
    code = make_coupon(admin, value=10)["code"]
    assert leaver.client.post("/cart/coupon", json={"code": code}).status_code == 200
    leaver.leave()
    (mail,) = leaver.reminded()
    assert "Discount: -2.10 USD" in mail_text(mail)
    assert "Total: 18.90 USD" in mail_text(mail)


def test_who_orders_or_comes_back_before_the_mail_is_not_reminded(shop: Shop, leaver: Leaver) -> None:
    cart = shop.sql("SELECT id, updated_at FROM carts WHERE user_id = $1", leaver.user_id)[0]
    fill_cart(leaver.client, leaver.variant_id, 1)
    run_job(shop, jobs.send_cart_reminder, cart_id=cart["id"], updated_at=cart["updated_at"])
    cart = shop.sql("SELECT id, updated_at FROM carts WHERE user_id = $1", leaver.user_id)[0]
    assert place_order(leaver.client).status_code == 201
    run_job(shop, jobs.send_cart_reminder, cart_id=cart["id"], updated_at=cart["updated_at"])
    assert leaver.reminded() == []


def test_a_link_that_is_opened_changes_nothing_and_a_post_to_it_ends_the_mails(shop: Shop, leaver: Leaver) -> None:
    leaver.leave()
    (mail,) = leaver.reminded()
    link = link_in(mail)
    assert str(mail["List-Unsubscribe"]) == f"<{shop.settings.base_url}/api/v1{link}>"
    assert str(mail["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"

    def accepts() -> bool:
        found: bool = leaver.client.get("/auth/me").json()["accepts_cart_reminders"]
        return found

    guest = shop.guest()
    assert guest.get(link).json()["message"]
    page = guest.get(link, headers={"Accept": "text/html,*/*"})
    assert '<form method="post">' in page.text
    assert "form-action 'self'" in page.headers["Content-Security-Policy"]
    assert guest.head(link).status_code in (200, 405)
    assert accepts()
    one_click = guest.post(link, data={"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200
    assert not accepts()
    assert guest.post(link, headers={"Accept": "text/html"}).headers["Content-Type"].startswith("text/html")
    fill_cart(leaver.client, leaver.variant_id, 1)
    leaver.leave()
    assert len(leaver.reminded()) == 1


def test_the_button_of_the_page_works_in_a_browser_that_is_signed_in(shop: Shop, leaver: Leaver) -> None:
    leaver.leave()
    link = "/api/v1" + link_in(leaver.reminded()[0])
    browser = shop.browser(Origin="null")
    credentials = {"email": leaver.address, "password": PASSWORD}
    signed_in = browser.post(
        "/api/v1/auth/login", json=credentials, params={"session": "cookie"}, headers={"Origin": shop.url}
    )
    assert signed_in.status_code == 200
    assert browser.get(link, headers={"Accept": "text/html"}).status_code == 200
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
    answer = browser.post(link, content=b"", headers=form)
    assert (answer.status_code, "no more mails" in answer.text) == (200, True)
    assert leaver.client.get("/auth/me").json()["accepts_cart_reminders"] is False


@pytest.mark.parametrize("change", ["", "x", "AAAA"])
def test_a_link_that_is_not_ours_ends_nothing(shop: Shop, leaver: Leaver, change: str) -> None:
    leaver.leave()
    link = link_in(leaver.reminded()[0])
    forged = f"{link[:-3]}{change}" if change else link.partition(".")[0]
    for answer in (shop.guest().get(forged), shop.guest().post(forged)):
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_token")
    assert leaver.client.get("/auth/me").json()["accepts_cart_reminders"] is True


def test_a_shop_says_how_long_it_waits_and_zero_is_never(opener: ShopOpener) -> None:
    for hours, left, expected in (("0", 1000, 0), ("2", 3, 1)):
        with opener(ROWLOCK_CART_REMINDER_HOURS=hours) as shop:
            leaver = Leaver(shop, shop.admin())
            leaver.leave(left)
            assert len(leaver.reminded()) == expected


def test_a_mail_program_sees_where_one_click_ends_the_mails(opener: ShopOpener) -> None:
    with open_sink() as sink, opener(ROWLOCK_SMTP_URL=f"smtp://127.0.0.1:{sink.port}") as shop:
        leaver = Leaver(shop, shop.admin())
        leaver.leave()
        run_job(shop, jobs.remind_of_carts)
        run_job(shop, jobs.remind_of_carts)
        shop.drain()
        mine = [content for _, recipients, content in sink.mails if recipients == [leaver.address]]
    found = [email.message_from_bytes(content, policy=email.policy.default) for content in mine]
    (mail,) = [mail for mail in found if "Your cart" in str(mail["subject"])]
    assert re.fullmatch(r"<http\S+/api/v1/cart-reminders/unsubscribe/\S+>", str(mail["List-Unsubscribe"]))
    assert str(mail["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"


def abandoned(admin: httpx.Client, **params: Any) -> dict[str, Any]:
    answer = admin.get("/admin/analytics/carts/abandoned", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_admins_see_carts_that_were_left_with_what_they_are_worth(shop: Shop, admin: httpx.Client) -> None:
    left, used = Leaver(shop, admin), Leaver(shop, admin)
    left.leave(30)
    guest = shop.guest()
    fill_cart(guest, left.variant_id)
    page = abandoned(admin, limit=100)
    assert (page["currency"], page["as_of"][:2]) == ("USD", "20")
    (cart,) = [cart for cart in page["items"] if cart["email"] == left.address]
    assert (cart["value"], cart["user_id"], cart["reminded"]) == (2100, str(left.user_id), False)
    expected = {"variant_id": left.variant_id, "name": left.product["name"], "quantity": 3, "unit_price": 700}
    assert expected.items() <= cart["lines"][0].items()
    assert used.address not in {cart["email"] for cart in page["items"]}
    assert left.address not in {cart["email"] for cart in abandoned(admin, limit=100, hours=31)["items"]}
    left.reminded()
    (cart,) = [cart for cart in abandoned(admin, limit=100)["items"] if cart["email"] == left.address]
    assert cart["reminded"] is True


def test_pages_of_carts_that_were_left_hold_each_once(opener: ShopOpener) -> None:
    with opener(worker=False) as shop:
        admin = shop.admin()
        variant_id = make_product(admin, stock=500)["variants"][0]["id"]
        addresses = []
        for _ in range(5):
            client, address, _ = shop.user("customer")
            fill_cart(client, variant_id)
            addresses.append(address)
        shop.execute("UPDATE carts SET updated_at = now() - interval '2 days'")
        page = abandoned(admin, limit=2)
        found = [cart["email"] for cart in page["items"]]
        while page["next_cursor"] is not None:
            page = abandoned(admin, limit=2, cursor=page["next_cursor"])
            found += [cart["email"] for cart in page["items"]]
        assert sorted(found) == sorted(addresses)
        assert page["total"] == 5
