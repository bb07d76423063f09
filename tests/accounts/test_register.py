"""Registering: the answer tells nothing, the mail tells the owner."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.factories.accounts import links, make_user, new_address, register, wait_link
from tests.shop import PASSWORD, Shop, mail_text

SENT = {"status": "verification_sent"}


def _users(shop: Shop, key: str) -> list[dict[str, Any]]:
    return shop.sql("SELECT * FROM users WHERE email_key = $1", key)


def test_a_new_address_gets_a_link_that_verifies_it(shop: Shop) -> None:
    email = new_address()
    answer = register(shop, email)
    assert (answer.status_code, answer.json()) == (202, SENT)
    mail = shop.wait_mail(email, "verify")
    assert shop.settings.store_name in str(mail["subject"])
    assert f"{shop.settings.base_url}/api/v1/auth/verify-email/" in mail_text(mail)
    login = {"email": email, "password": PASSWORD}
    assert shop.guest().post("/auth/login", json=login).json()["code"] == "email_not_verified"
    verified = shop.guest().get(wait_link(shop, email))
    assert (verified.status_code, verified.json()) == (200, {"email_verified": True})
    assert shop.guest().post("/auth/login", json=login).status_code == 200


def test_no_token_is_stored_anywhere(shop: Shop) -> None:
    email = new_address()
    register(shop, email)
    token = wait_link(shop, email).rpartition("/")[2]
    stored = shop.sql(
        "SELECT arguments::text AS text FROM outbox WHERE arguments::text LIKE '%' || $1 || '%'", token[:20]
    )
    assert stored == []
    assert token not in shop.log("api-0") + shop.log("worker")


def test_t_acc_02_a_taken_address_gets_the_same_answer_and_another_mail(shop: Shop) -> None:
    email = make_user(shop)
    new = register(shop, new_address())
    before = _users(shop, email)
    taken = register(shop, email.upper(), password="another-Phrase-77", full_name="Somebody Else")
    assert (taken.status_code, taken.content) == (new.status_code, new.content)
    assert set(taken.headers) == set(new.headers)
    mail = shop.wait_mail(email, "account")
    assert "already" in str(mail["subject"])
    assert _users(shop, email) == before
    assert shop.guest().post("/auth/login", json={"email": email, "password": PASSWORD}).status_code == 200


def test_registering_again_before_verifying_makes_the_last_password_count(shop: Shop) -> None:
    email = new_address()
    register(shop, email, password="somebody-elses-Phrase")
    first_link = wait_link(shop, email)
    register(shop, email)
    shop.until(lambda: len(links(shop, email)) == 2)
    assert shop.guest().get(first_link).status_code == 400
    (second_link,) = set(links(shop, email)) - {first_link}
    assert shop.guest().get(second_link).status_code == 200
    wrong = shop.guest().post("/auth/login", json={"email": email, "password": "somebody-elses-Phrase"})
    assert wrong.status_code == 401
    assert shop.guest().post("/auth/login", json={"email": email, "password": PASSWORD}).status_code == 200


def test_t_acc_03_one_address_is_one_account_however_it_is_typed(shop: Shop) -> None:
    key = new_address().replace("person", "kperson")
    local, domain = key.split("@")
    spellings = [
        key.upper(),
        f"{local}@{domain.upper()}",
        f" {key} ",
        key.replace("k", "\u212a", 1),  # the Kelvin sign
        "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in local) + "@" + domain,  # full width
    ]
    for spelling in spellings:
        assert register(shop, spelling).status_code == 202, spelling
    assert len(_users(shop, key)) == 1
    assert register(shop, f"{local}+1@{domain}").status_code == 202
    assert len(_users(shop, f"{local}+1@{domain}")) == 1


def test_t_acc_03_twenty_registrations_at_once_are_one_account(shop: Shop) -> None:
    email = new_address()
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: register(shop, email), range(20)))
    assert {answer.status_code for answer in answers} == {202}
    assert len(_users(shop, email)) == 1
    shop.drain()
    opened = [shop.guest().get(link).status_code for link in set(links(shop, email))]
    assert opened.count(200) == 1


def test_t_acc_14_the_name_and_the_password_are_kept_as_they_are_typed(shop: Shop) -> None:
    name = '"><script>alert(1)</script> {{7*7}} Ødegård'
    email = make_user(shop, full_name=name, password="  🐙 lagoon  phrase ")
    client = shop.login(email, "  🐙 lagoon  phrase ")
    assert client.get("/auth/me").json()["full_name"] == name
    assert shop.guest().post("/auth/login", json={"email": email, "password": "🐙 lagoon  phrase"}).status_code == 401
    everything = "".join(str(message) for message in shop.mails(email))
    assert "<script>" not in everything
    assert "49" not in "".join(mail_text(m).replace(wait_link(shop, email), "") for m in shop.mails(email))


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"email": "not an address"}, "email"),
        ({"email": "a@b.example\r\nBcc: all@b.example"}, "email"),
        ({"email": "a" * 310 + "@b.example"}, "email"),
        ({"email": "a" * 65 + "@b.example"}, "email"),
        ({"email": '"><script>@b.example'}, "email"),
        ({"email": 7}, "email"),
        ({"password": "password123"}, "password"),
        ({"password": "seven77"}, "password"),
        ({"password": "x" * 129}, "password"),
        ({"password": "x" * 500_000}, "password"),
        ({"full_name": ""}, "full_name"),
        ({"full_name": "   "}, "full_name"),
        ({"full_name": "Ada\r\nBcc: all@b.example"}, "full_name"),
        ({"full_name": "x" * 201}, "full_name"),
        ({"role": "admin"}, "role"),
    ],
)
def test_what_is_no_registration_is_refused_by_its_field(shop: Shop, change: dict[str, Any], path: str) -> None:
    body = {"email": new_address(), "password": PASSWORD, "full_name": "Ada", **change}
    answer = shop.guest().post("/auth/register", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["path"] == path


def test_t_acc_15_a_password_derived_from_the_address_is_refused(shop: Shop) -> None:
    email = new_address()
    answer = register(shop, email, password=email.split("@")[0] + "1")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "password")


def test_t_acc_13_the_link_in_a_mail_never_follows_the_host_header(shop: Shop) -> None:
    email = new_address()
    body = {"email": email, "password": PASSWORD, "full_name": "Ada"}
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    assert shop.guest().post("/auth/register", json=body, headers=headers).status_code == 202
    assert "evil" not in mail_text(shop.wait_mail(email, "verify"))
