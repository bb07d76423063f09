"""Wrong passwords: how many may be tried, by whom, and how an owner gets in all the same."""

import collections
import functools
import re
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.factories.accounts import log_in, make_user, new_address
from tests.shop import PASSWORD, Shop, mail_text, patiently

WRONG = "not-the-Phrase-1"
BUDGET = 5


def _try(shop: Shop, email: str, password: str = WRONG) -> httpx.Response:
    return shop.guest().post("/auth/login", json={"email": email, "password": password})


def _age(shop: Shop, email: str, seconds: int) -> None:
    """The wrong guesses at an address were so long ago."""
    shop.execute(
        "UPDATE guesses SET failed_at = failed_at - $2 * interval '1 second', "
        "begun_at = begun_at - $2 * interval '1 second' WHERE email_key = $1",
        email,
        seconds,
    )


def _has_logged_in_from(shop: Shop, email: str, network: str) -> None:
    """All log-ins of the owner so far came from this network."""
    owner = "SELECT id FROM users WHERE email = $1"
    shop.execute(f"UPDATE sessions SET network = $2 WHERE user_id = ({owner})", email, network)


def test_t_acc_04_five_wrong_passwords_lock_for_a_quarter_of_an_hour(shop: Shop) -> None:
    email = make_user(shop)
    assert [_try(shop, email).status_code for _ in range(BUDGET)] == [401] * BUDGET
    locked = _try(shop, email, PASSWORD)
    assert (locked.status_code, locked.json()["code"]) == (429, "account_locked")
    assert 890 < int(locked.headers["retry-after"]) <= 900
    _age(shop, email, 880)
    assert _try(shop, email, PASSWORD).status_code == 429
    _age(shop, email, 20)
    assert _try(shop, email, PASSWORD).status_code == 200


def test_t_acc_04_an_address_without_an_account_is_locked_alike(shop: Shop) -> None:
    email = new_address()
    answers = [_try(shop, email) for _ in range(BUDGET + 1)]
    assert [a.status_code for a in answers] == [401] * BUDGET + [429]
    assert answers[-1].json()["code"] == "account_locked"


def test_a_right_password_forgets_the_wrong_ones_before_it(shop: Shop) -> None:
    email = make_user(shop)
    for _ in range(3):
        assert [_try(shop, email).status_code for _ in range(BUDGET - 1)] == [401] * (BUDGET - 1)
        assert _try(shop, email, PASSWORD).status_code == 200


def test_t_acc_04_a_stranger_cannot_lock_the_owner_out(shop: Shop) -> None:
    email = make_user(shop)
    log_in(shop, email)
    _has_logged_in_from(shop, email, "192.0.2.1")
    assert [_try(shop, email).status_code for _ in range(BUDGET + 1)] == [401] * BUDGET + [429]
    _has_logged_in_from(shop, email, "127.0.0.1")
    assert _try(shop, email, PASSWORD).status_code == 200, "from where he has logged in before"


def test_t_acc_04_a_new_password_by_mail_opens_the_lock(shop: Shop) -> None:
    email = make_user(shop)
    assert [_try(shop, email).status_code for _ in range(BUDGET + 1)][-1] == 429
    assert shop.guest().post("/auth/forgot-password", json={"email": email}).status_code == 202
    found = re.search(r"^(\d{6})\r?$", mail_text(shop.wait_mail(email, "new password")), re.MULTILINE)
    assert found
    body = {"email": email, "otp": found[1], "new_password": "Another-Phrase-77"}
    assert shop.guest().post("/auth/reset-password", json=body).status_code == 204
    assert _try(shop, email, "Another-Phrase-77").status_code == 200


def test_t_acc_05_fifty_guesses_at_once_are_five_guesses(shop: Shop) -> None:
    email = make_user(shop)
    spellings = [email, email.upper(), f" {email}", email.replace("@", "＠")]
    with ThreadPoolExecutor(50) as pool:
        guess = functools.partial(_try, shop)
        answers = list(pool.map(guess, [spellings[number % len(spellings)] for number in range(50)]))
    counted = collections.Counter(answer.status_code for answer in answers)
    assert counted == {401: BUDGET, 429: 50 - BUDGET}
    assert _try(shop, email, PASSWORD).status_code == 429
    assert shop.sql("SELECT failures FROM guesses WHERE email_key = $1", email) == [{"failures": BUDGET}]


def test_t_acc_05_many_right_log_ins_at_once_do_not_stand_in_each_others_way(shop: Shop) -> None:
    email = make_user(shop)
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: patiently(lambda: _try(shop, email, PASSWORD)), range(30)))
    assert {answer.status_code for answer in answers} == {200}
    assert shop.sql("SELECT * FROM guesses WHERE email_key = $1", email) == []


def test_a_lock_is_reported_to_whoever_watches_the_shop(shop: Shop) -> None:
    email = make_user(shop)
    for _ in range(BUDGET):
        _try(shop, email)
    shop.until(lambda: "account.locked" in shop.log("api-0"))
    counted = httpx.get(f"{shop.url}/metrics").text
    assert re.search(r'rowlock_security_events_total\{event="account.locked"\} [1-9]', counted)
    assert email not in "".join(line for line in shop.log("api-0").splitlines() if "account.locked" in line)
