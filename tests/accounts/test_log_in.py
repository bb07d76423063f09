"""Logging in with the right and with the wrong things."""

import statistics
import time

import argon2
import pytest

from tests.factories.accounts import log_in, make_user, new_address, register, wait_link
from tests.shop import PASSWORD, Shop


def test_the_tokens_are_as_the_contract_says(shop: Shop) -> None:
    answer = shop.guest().post("/auth/login", json={"email": make_user(shop), "password": PASSWORD})
    tokens = answer.json()
    assert set(tokens) == {"access_token", "token_type", "expires_in", "refresh_token", "refresh_expires_in"}
    assert (tokens["token_type"], tokens["expires_in"], tokens["refresh_expires_in"]) == ("Bearer", 1800, 604800)
    assert "content-encoding" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_t_acc_01_an_address_without_an_account_is_refused_like_a_wrong_password(shop: Shop) -> None:
    wrong = shop.guest().post("/auth/login", json={"email": make_user(shop), "password": "not-the-Phrase-1"})
    unknown = shop.guest().post("/auth/login", json={"email": new_address(), "password": "not-the-Phrase-1"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")
    assert "www-authenticate" in wrong.headers
    assert unknown.status_code == 401
    assert set(wrong.headers) == set(unknown.headers)
    for answer in (wrong, unknown):
        answer.headers.pop("x-request-id")
    assert {k: v for k, v in wrong.json().items() if k != "request_id"} == {
        k: v for k, v in unknown.json().items() if k != "request_id"
    }


def test_it_takes_as_long_for_an_address_without_an_account(shop: Shop) -> None:
    known, unknown, client = make_user(shop), new_address(), shop.guest()
    seconds: dict[str, list[float]] = {known: [], unknown: []}
    for _ in range(25):
        for email, taken in seconds.items():
            started = time.perf_counter()
            client.post("/auth/login", json={"email": email, "password": "not-the-Phrase-1"})
            taken.append(time.perf_counter() - started)
    ratio = statistics.median(seconds[known]) / statistics.median(seconds[unknown])
    assert 0.67 < ratio < 1.5


def test_t_acc_11_only_the_right_password_learns_that_the_address_waits_for_its_link(shop: Shop) -> None:
    email = new_address()
    register(shop, email)
    right = shop.guest().post("/auth/login", json={"email": email, "password": PASSWORD})
    wrong = shop.guest().post("/auth/login", json={"email": email, "password": "not-the-Phrase-1"})
    assert (right.status_code, right.json()["code"]) == (403, "email_not_verified")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")


def test_the_address_may_be_typed_in_any_case(shop: Shop) -> None:
    email = make_user(shop)
    assert (
        shop.guest().post("/auth/login", json={"email": f" {email.upper()}", "password": PASSWORD}).status_code == 200
    )


@pytest.mark.parametrize("way", ["disabled", "erased"])
def test_a_closed_account_is_refused_like_a_wrong_password(shop: Shop, way: str) -> None:
    email = make_user(shop)
    if way == "erased":
        assert shop.login(email).delete("/auth/me").status_code == 204
    else:
        shop.execute("UPDATE users SET status = 'disabled' WHERE email_key = $1", email)
    answer = shop.guest().post("/auth/login", json={"email": email, "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_credentials")


def test_an_account_without_a_password_lets_nobody_in(shop: Shop) -> None:
    email = make_user(shop)
    shop.execute("UPDATE users SET password_hash = NULL WHERE email_key = $1", email)
    answer = shop.guest().post("/auth/login", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 401


def test_t_acc_18_a_hash_of_older_parameters_is_renewed_by_logging_in(shop: Shop) -> None:
    email = make_user(shop)
    older = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    shop.execute("UPDATE users SET password_hash = $2 WHERE email_key = $1", email, older)
    log_in(shop, email)
    (user,) = shop.sql("SELECT password_hash FROM users WHERE email_key = $1", email)
    assert user["password_hash"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    log_in(shop, email)


def test_neither_passwords_nor_tokens_are_logged(shop: Shop) -> None:
    tokens = log_in(shop, make_user(shop))
    shop.guest().post("/auth/login", json={"email": new_address(), "password": "canary-Phrase-9"})
    shop.until(lambda: "login.refused" in shop.log("api-0"))
    log = shop.log("api-0")
    for secret in (tokens["access_token"], tokens["refresh_token"], PASSWORD, "canary-Phrase-9"):
        assert secret not in log


def test_a_link_of_before_still_works_after_logging_in(shop: Shop) -> None:
    email = make_user(shop)
    log_in(shop, email)
    assert shop.guest().get(wait_link(shop, email)).status_code == 200
