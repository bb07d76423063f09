"""A new password, by mail or by the old one."""

import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.factories.accounts import log_in, make_user, new_address, refresh, register
from tests.shop import PASSWORD, Shop, mail_text, unique

NEW = "Another-Phrase-77"
_DIGITS = re.compile(r"^(\d{6})\r?$", re.MULTILINE)
_LONG = re.compile(r"^([A-Za-z0-9_-]{43})\r?$", re.MULTILINE)


def _codes(shop: Shop, email: str) -> list[tuple[str, str]]:
    """The pairs of codes mailed to an address, the oldest first."""
    found = []
    for message in sorted(shop.mails(email), key=lambda m: m["message-id"]):
        text = mail_text(message)
        digits, long = _DIGITS.search(text), _LONG.search(text)
        if digits and long:
            found.append((digits[1], long[1]))
    return found


def _ask(shop: Shop, email: str) -> httpx.Response:
    return shop.guest().post("/auth/forgot-password", json={"email": email})


def _codes_of_new_mail(shop: Shop, email: str) -> tuple[str, str]:
    """Asks for a mail, though one was sent in this minute, and reads it."""
    shop.execute("DELETE FROM outbox WHERE dedup_key LIKE 'password_reset:' || $1 || '%'", email)
    before = len(_codes(shop, email))
    assert _ask(shop, email).status_code == 202
    return shop.until(lambda: _codes(shop, email)[before:])[0]


def _reset(shop: Shop, email: str, code: str, password: str = NEW) -> httpx.Response:
    return shop.guest().post("/auth/reset-password", json={"email": email, "otp": code, "new_password": password})


def _other(digits: str, number: int = 1) -> str:
    return f"{(int(digits) + number) % 1_000_000:06}"


def _refused(answer: httpx.Response) -> bool:
    return answer.status_code == 400 and answer.json()["code"] == "invalid_code"


def test_t_auth_13_a_reset_ends_every_session_and_sets_the_password(shop: Shop) -> None:
    email = make_user(shop)
    tokens = log_in(shop, email)
    digits, _ = _codes_of_new_mail(shop, email)
    assert _reset(shop, email, digits).status_code == 204
    assert shop.client(tokens["access_token"]).get("/auth/me").status_code == 401
    assert refresh(shop, tokens["refresh_token"]).status_code == 401
    assert shop.guest().post("/auth/login", json={"email": email, "password": PASSWORD}).status_code == 401
    log_in(shop, email, NEW)
    shop.wait_mail(email, "was changed")


def test_t_acc_02_whether_there_is_an_account_shows_in_no_answer(shop: Shop) -> None:
    known, unknown = _ask(shop, make_user(shop)), _ask(shop, new_address())
    assert (
        (known.status_code, known.json())
        == (unknown.status_code, unknown.json())
        == (202, {"status": "verification_sent"})
    )
    assert set(known.headers) == set(unknown.headers)
    wrong, nobody = _reset(shop, make_user(shop), "000000"), _reset(shop, new_address(), "000000")
    assert _refused(wrong)
    assert _refused(nobody)


def test_t_acc_07_five_wrong_codes_void_the_digits_and_a_newer_mail_gives_no_more_guesses(shop: Shop) -> None:
    email = make_user(shop)
    digits, _ = _codes_of_new_mail(shop, email)
    for number in range(1, 6):
        assert _refused(_reset(shop, email, _other(digits, number)))
    assert _refused(_reset(shop, email, digits))
    newer, long = _codes_of_new_mail(shop, email)
    assert _refused(_reset(shop, email, newer)), "the count of guesses is the account's"
    assert _reset(shop, email, long).status_code == 204, "but nobody can keep the owner out"


def test_t_acc_07_fifty_guesses_at_once_are_five_guesses(shop: Shop) -> None:
    email = make_user(shop)
    digits, _ = _codes_of_new_mail(shop, email)
    with ThreadPoolExecutor(25) as pool:
        answers = list(pool.map(lambda number: _reset(shop, email, _other(digits, number)), range(1, 51)))
    assert all(_refused(answer) for answer in answers)
    (counted,) = shop.sql("SELECT failures FROM guesses WHERE purpose = 'reset_code' AND email_key = $1", email)
    assert counted["failures"] == 5


def test_t_acc_08_a_code_is_for_one_owner_once_within_ten_minutes(shop: Shop) -> None:
    email, other = make_user(shop), make_user(shop)
    older, older_long = _codes_of_new_mail(shop, email)
    digits, long = _codes_of_new_mail(shop, email)
    if older != digits:
        assert _refused(_reset(shop, email, older))
    assert _refused(_reset(shop, email, older_long))
    _codes_of_new_mail(shop, other)
    assert _refused(_reset(shop, other, long))
    shop.execute(
        "UPDATE password_resets SET expires_at = expires_at - interval '601 seconds' "
        "WHERE user_id = (SELECT id FROM users WHERE email = $1)",
        email,
    )
    assert _refused(_reset(shop, email, long))
    _, long = _codes_of_new_mail(shop, email)
    assert _reset(shop, email, long).status_code == 204
    assert _refused(_reset(shop, email, long, "A-third-Phrase-5"))


def test_t_acc_09_one_code_used_twenty_times_at_once_sets_one_password(shop: Shop) -> None:
    email = make_user(shop)
    _, long = _codes_of_new_mail(shop, email)
    passwords = [f"Phrase-number-{unique('x')}" for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda password: _reset(shop, email, long, password), passwords))
    winners = [p for p, answer in zip(passwords, answers, strict=True) if answer.status_code == 204]
    assert len(winners) == 1
    assert sum(_refused(answer) for answer in answers) == 19
    log_in(shop, email, winners[0])


def test_t_acc_12_nobody_is_flooded_with_codes(shop: Shop) -> None:
    email = make_user(shop)
    assert {_ask(shop, email).status_code for _ in range(20)} == {202}
    shop.drain()
    assert len(_codes(shop, email)) == 1, "one a minute"
    for _ in range(6):
        shop.execute("DELETE FROM outbox WHERE dedup_key LIKE 'password_reset:' || $1 || '%'", email)
        assert _ask(shop, email).status_code == 202
        shop.drain()
    assert len(_codes(shop, email)) == 3, "and three in ten minutes"
    shop.execute("UPDATE password_resets SET paced_until = paced_until - interval '10 minutes'")
    _codes_of_new_mail(shop, email)


def test_t_acc_13_a_reset_mail_holds_no_link_that_a_host_header_could_bend(shop: Shop) -> None:
    email = make_user(shop)
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    assert shop.guest().post("/auth/forgot-password", json={"email": email}, headers=headers).status_code == 202
    assert "evil" not in mail_text(shop.wait_mail(email, "new password"))


def test_no_code_is_stored_or_logged(shop: Shop) -> None:
    email = make_user(shop)
    digits, long = _codes_of_new_mail(shop, email)
    assert _reset(shop, email, digits).status_code == 204
    tables = shop.sql("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
    everything = "".join(
        str(row["text"]) for table in tables for row in shop.sql(f"SELECT t::text AS text FROM {table['relname']} AS t")
    )
    for secret in (long, NEW):
        assert secret not in everything
        assert secret not in shop.log("api-0") + shop.log("worker")
    assert f'"{digits}"' not in shop.log("api-0") + shop.log("worker")


def test_a_reset_verifies_the_address_of_an_account_that_waits_for_its_link(shop: Shop) -> None:
    email = new_address()
    register(shop, email, password="Somebody-elses-Phrase-3")
    _, long = _codes_of_new_mail(shop, email)
    assert _reset(shop, email, long).status_code == 204
    log_in(shop, email, NEW)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"otp": "12345"}, "otp"),
        ({"otp": "1234567"}, "otp"),
        ({"otp": "١٢٣٤٥٦"}, "otp"),
        ({"otp": 123456}, "otp"),
        ({"new_password": "password123"}, "new_password"),
        ({"new_password": "x" * 129}, "new_password"),
        ({"email": "nobody"}, "email"),
        ({"user_id": "1"}, "user_id"),
    ],
)
def test_what_is_no_reset_is_refused_by_its_field(shop: Shop, change: dict[str, object], path: str) -> None:
    body = {"email": "ada@shop.example", "otp": "123456", "new_password": NEW, **change}
    answer = shop.guest().post("/auth/reset-password", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path)


def test_t_auth_13_changing_the_password_ends_every_session(shop: Shop) -> None:
    email = make_user(shop)
    tokens, others = log_in(shop, email), log_in(shop, email)
    client = shop.client(tokens["access_token"])
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert client.post("/auth/change-password", json={**body, "current_password": "not-it-1"}).status_code == 401
    assert client.post("/auth/change-password", json={**body, "new_password": "password123"}).status_code == 422
    assert client.post("/auth/change-password", json=body).status_code == 204
    for each in (tokens, others):
        assert shop.client(each["access_token"]).get("/auth/me").status_code == 401
        assert refresh(shop, each["refresh_token"]).status_code == 401
    log_in(shop, email, NEW)
    shop.wait_mail(email, "was changed")


def test_the_old_password_is_guessed_at_within_the_same_budget(shop: Shop) -> None:
    email = make_user(shop)
    client = shop.client(log_in(shop, email)["access_token"])
    body = {"current_password": "not-it-1", "new_password": NEW}
    assert [client.post("/auth/change-password", json=body).status_code for _ in range(6)] == [401] * 5 + [429]
    right = {"current_password": PASSWORD, "new_password": NEW}
    assert client.post("/auth/change-password", json=right).json()["code"] == "account_locked"
