"""Another address for an account: asked for with the password, confirmed by whoever reads the new one's mail."""

import re

import httpx

from tests.factories.accounts import log_in, make_user, new_address
from tests.shop import PASSWORD, Shop, mail_text

_LINK = re.compile(r"/api/v1(/auth/confirm-email/[A-Za-z0-9._~-]+)")


def _client(shop: Shop, email: str) -> httpx.Client:
    return shop.client(log_in(shop, email)["access_token"])


def _link(shop: Shop, email: str) -> str:
    found = _LINK.search(mail_text(shop.wait_mail(email, "confirm")))
    assert found
    return found[1]


def test_t_acc_16_the_new_address_counts_once_it_is_confirmed_and_the_old_one_is_told(shop: Shop) -> None:
    old, new = make_user(shop), new_address()
    client = _client(shop, old)
    assert client.post("/auth/change-email", json={"email": new, "password": "not-it-1"}).status_code == 401
    assert client.post("/auth/change-email", json={"email": new, "password": PASSWORD}).status_code == 202
    shop.wait_mail(old, "another email address")
    assert client.get("/auth/me").json()["email"] == old
    link = _link(shop, new)
    assert shop.guest().head(link).status_code == 200, "a scanner of mails may look first"
    assert [shop.guest().get(link).status_code for _ in range(2)] == [200, 200]
    assert client.get("/auth/me").json()["email"] == new
    log_in(shop, new)
    assert shop.guest().post("/auth/login", json={"email": old, "password": PASSWORD}).status_code == 401


def test_t_acc_16_a_link_to_an_address_that_is_no_longer_wanted_changes_nothing(shop: Shop) -> None:
    old, first, second = make_user(shop), new_address(), new_address()
    client = _client(shop, old)
    client.post("/auth/change-email", json={"email": first, "password": PASSWORD})
    link = _link(shop, first)
    client.post("/auth/change-email", json={"email": second, "password": PASSWORD})
    assert shop.guest().get(link).json()["code"] == "invalid_token"
    assert client.get("/auth/me").json()["email"] == old


def test_t_acc_16_a_taken_address_shows_in_its_owners_mail_only(shop: Shop) -> None:
    old, taken = make_user(shop), make_user(shop)
    client = _client(shop, old)
    free = client.post("/auth/change-email", json={"email": new_address(), "password": PASSWORD})
    answer = client.post("/auth/change-email", json={"email": taken, "password": PASSWORD})
    assert (answer.status_code, answer.json()) == (free.status_code, free.json())
    shop.drain()
    assert not any(_LINK.search(mail_text(mail)) for mail in shop.mails(taken))


def test_of_two_who_want_one_address_the_second_to_confirm_is_told(shop: Shop) -> None:
    wanted = new_address()
    links = []
    for _ in range(2):
        client = _client(shop, make_user(shop))
        client.post("/auth/change-email", json={"email": wanted, "password": PASSWORD})
        shop.drain()
    for mail in shop.mails(wanted):
        found = _LINK.search(mail_text(mail))
        assert found
        links.append(found[1])
    first, second = (shop.guest().get(link) for link in links)
    assert (first.status_code, second.status_code, second.json()["code"]) == (200, 409, "email_taken")
