"""Refreshing: each token once, a lost answer again, a stolen token ends the session."""

import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from rowlock.security import tokens as security_tokens
from tests.factories.accounts import log_in, make_user, refresh
from tests.shop import Shop


def _session_id(tokens: dict[str, Any]) -> Any:
    return security_tokens.read_refresh_token(tokens["refresh_token"]).session_id


def _age(shop: Shop, tokens: dict[str, Any], seconds: int) -> None:
    """The last rotation of a session was so long ago."""
    shop.execute(
        "UPDATE sessions SET rotated_at = rotated_at - $2 * interval '1 second' WHERE id = $1",
        _session_id(tokens),
        seconds,
    )


def _me(shop: Shop, tokens: dict[str, Any]) -> int:
    return shop.client(tokens["access_token"]).get("/auth/me").status_code


def test_a_refresh_gives_the_next_pair(shop: Shop) -> None:
    first = log_in(shop, make_user(shop))
    answer = refresh(shop, first["refresh_token"])
    assert answer.status_code == 200
    second = answer.json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert (second["expires_in"], second["refresh_expires_in"]) == (1800, 604800)
    assert (_me(shop, first), _me(shop, second)) == (200, 200)
    assert refresh(shop, second["refresh_token"]).status_code == 200


def test_t_auth_18_a_client_whose_answer_got_lost_gets_the_same_again(shop: Shop) -> None:
    first = log_in(shop, make_user(shop))
    body = msgspec.json.encode({"refresh_token": first["refresh_token"]})
    with socket.create_connection(("127.0.0.1", shop.ports[0])) as connection:
        connection.sendall(
            b"POST /api/v1/auth/refresh HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n"
            b"User-Agent: tests\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
        )
        shop.until(
            lambda: shop.sql("SELECT generation FROM sessions WHERE id = $1", _session_id(first)) == [{"generation": 2}]
        )
    again, once_more = refresh(shop, first["refresh_token"]), refresh(shop, first["refresh_token"])
    assert (again.status_code, once_more.status_code) == (200, 200)
    assert again.json()["refresh_token"] == once_more.json()["refresh_token"]
    assert refresh(shop, again.json()["refresh_token"]).status_code == 200


def test_t_auth_17_twenty_refreshes_at_once_have_one_successor(shop: Shop) -> None:
    first = log_in(shop, make_user(shop))
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: refresh(shop, first["refresh_token"]), range(20)))
    assert {answer.status_code for answer in answers} == {200}
    (successor,) = {answer.json()["refresh_token"] for answer in answers}
    assert refresh(shop, successor).status_code == 200


def test_within_the_time_of_grace_another_client_is_a_thief(shop: Shop) -> None:
    first = log_in(shop, make_user(shop))
    second = refresh(shop, first["refresh_token"]).json()
    stolen = refresh(shop, first["refresh_token"], device="somebody else's")
    assert (stolen.status_code, stolen.json()["code"]) == (401, "refresh_reused")
    assert (_me(shop, second), refresh(shop, second["refresh_token"]).status_code) == (401, 401)


def test_t_auth_16_an_owner_is_told_once_that_his_token_was_copied(shop: Shop) -> None:
    email = make_user(shop)
    first = log_in(shop, email)
    refresh(shop, first["refresh_token"])
    _age(shop, first, 11)
    for _ in range(3):
        assert refresh(shop, first["refresh_token"]).json()["code"] == "refresh_reused"
    shop.wait_mail(email, "used twice")
    shop.drain()
    assert len([mail for mail in shop.mails(email) if "session" in str(mail["subject"]).lower()]) == 1
    assert "session.refresh_reused" in shop.log("api-0")


def test_t_auth_16_an_old_token_after_the_time_of_grace_ends_the_session(shop: Shop) -> None:
    first = log_in(shop, make_user(shop))
    second = refresh(shop, first["refresh_token"]).json()
    _age(shop, first, 11)
    reused = refresh(shop, first["refresh_token"])
    assert (reused.status_code, reused.json()["code"]) == (401, "refresh_reused")
    assert "www-authenticate" in reused.headers
    assert refresh(shop, second["refresh_token"]).status_code == 401
    assert (_me(shop, first), _me(shop, second)) == (401, 401)
    assert shop.sql("SELECT end_reason FROM sessions WHERE id = $1", _session_id(first)) == [
        {"end_reason": "refresh_reused"}
    ]
    shop.until(lambda: "session.refresh_reused" in shop.log("api-0"))


def test_t_auth_16_a_token_older_than_the_one_before_ends_the_session_at_once(shop: Shop) -> None:
    first = log_in(shop, make_user(shop))
    second = refresh(shop, first["refresh_token"]).json()
    third = refresh(shop, second["refresh_token"]).json()
    assert refresh(shop, first["refresh_token"]).json()["code"] == "refresh_reused"
    assert _me(shop, third) == 401


def test_many_thieves_at_once_end_the_session_and_are_told_the_same(shop: Shop) -> None:
    first = log_in(shop, make_user(shop))
    refresh(shop, first["refresh_token"])
    _age(shop, first, 11)
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: refresh(shop, first["refresh_token"]), range(10)))
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, "refresh_reused")}


def test_a_reuse_ends_no_other_session(shop: Shop) -> None:
    email = make_user(shop)
    stolen, other = log_in(shop, email), log_in(shop, email)
    refresh(shop, stolen["refresh_token"])
    _age(shop, stolen, 11)
    refresh(shop, stolen["refresh_token"])
    assert _me(shop, other) == 200


def test_t_auth_19_a_session_lives_for_seven_days_without_a_refresh(shop: Shop) -> None:
    tokens = log_in(shop, make_user(shop))
    later = "UPDATE sessions SET expires_at = now() + $2 * interval '1 second' WHERE id = $1"
    shop.execute(later, _session_id(tokens), 1)
    answer = refresh(shop, tokens["refresh_token"])
    assert (answer.status_code, answer.json()["refresh_expires_in"]) == (200, 604800)
    shop.execute(later, _session_id(tokens), -1)
    assert refresh(shop, answer.json()["refresh_token"]).status_code == 401
    assert _me(shop, tokens) == 401


def test_t_auth_19_a_session_lives_for_thirty_days_at_most(shop: Shop) -> None:
    tokens = log_in(shop, make_user(shop))
    shop.execute(
        "UPDATE sessions SET created_at = now() - interval '29 days 23 hours' WHERE id = $1", _session_id(tokens)
    )
    answer = refresh(shop, tokens["refresh_token"])
    assert answer.status_code == 200
    assert 3500 <= answer.json()["refresh_expires_in"] <= 3600


def test_a_disabled_account_is_not_refreshed(shop: Shop) -> None:
    email = make_user(shop)
    tokens = log_in(shop, email)
    shop.execute("UPDATE users SET status = 'disabled' WHERE email_key = $1", email)
    assert refresh(shop, tokens["refresh_token"]).status_code == 401
    assert _me(shop, tokens) == 401


def test_the_token_of_one_session_cannot_be_bent_into_that_of_another(shop: Shop) -> None:
    email = make_user(shop)
    one, other = log_in(shop, email), log_in(shop, email)
    head, mac = other["refresh_token"].split(".")[0], one["refresh_token"].split(".")[1]
    answer = refresh(shop, f"{head}.{mac}")
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_refresh_token")
    assert _me(shop, other) == 200


@pytest.mark.parametrize("what", ["access_token", "nonsense", "unicode", "surrogate"])
def test_what_is_no_refresh_token_is_refused(shop: Shop, what: str) -> None:
    tokens = log_in(shop, make_user(shop))
    texts = {"access_token": tokens["access_token"], "nonsense": "A" * 70, "unicode": "é" * 30}
    if what == "surrogate":
        head = tokens["refresh_token"].split(".")[0]
        raw = b'{"refresh_token": "' + head.encode() + b'.\\ud800"}'
        answer = shop.guest().post("/auth/refresh", content=raw, headers={"Content-Type": "application/json"})
    else:
        answer = refresh(shop, texts[what])
    assert 400 <= answer.status_code < 500
    assert answer.json()["code"] in ("invalid_refresh_token", "invalid_value", "invalid_json")
    assert refresh(shop, tokens["refresh_token"]).status_code == 200
