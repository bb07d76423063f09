"""The link that verifies an address."""

from datetime import UTC, datetime, timedelta

from rowlock.security import tokens
from tests.factories.accounts import links, make_user, new_address, register, wait_link
from tests.shop import Shop


def test_t_acc_10_a_link_may_be_opened_any_number_of_times(shop: Shop) -> None:
    email = new_address()
    register(shop, email)
    link = wait_link(shop, email)
    assert shop.guest().head(link).status_code == 200
    for _ in range(3):
        answer = shop.guest().get(link)
        assert (answer.status_code, answer.json()) == (200, {"email_verified": True})
    at = shop.sql("SELECT email_verified_at, updated_at FROM users WHERE email_key = $1", email)
    shop.guest().get(link)
    assert shop.sql("SELECT email_verified_at, updated_at FROM users WHERE email_key = $1", email) == at


def test_a_link_that_is_not_ours_is_refused(shop: Shop) -> None:
    email = new_address()
    register(shop, email)
    link = wait_link(shop, email)
    for wrong in (link[:-1] + ("A" if link[-1] != "A" else "B"), link[:-10], link + "A", "/auth/verify-email/x"):
        answer = shop.guest().get(wrong)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_token"), wrong
    assert shop.sql("SELECT 1 FROM users WHERE email_key = $1 AND email_verified_at IS NOT NULL", email) == []


def test_t_acc_10_a_link_is_good_for_a_day(shop: Shop) -> None:
    email = new_address()
    register(shop, email)
    (user,) = shop.sql("SELECT id, registration FROM users WHERE email_key = $1", email)
    for expires_at, status in (
        (datetime.now(UTC) - timedelta(seconds=1), 400),
        (datetime.now(UTC) + timedelta(seconds=30), 200),
    ):
        token = tokens.verification_token(
            shop.settings.secrets,
            user_id=user["id"],
            email_key=email,
            registration=user["registration"],
            expires_at=expires_at,
        )
        assert shop.guest().get(f"/auth/verify-email/{token}").status_code == status
    made_now = tokens.verification_expiry(datetime.now(UTC)) - datetime.now(UTC)
    assert timedelta(hours=23, minutes=59) < made_now <= timedelta(days=1)


def test_t_acc_10_a_link_to_an_address_that_has_changed_since_verifies_nothing(shop: Shop) -> None:
    email, other = new_address(), new_address()
    register(shop, email)
    link = wait_link(shop, email)
    shop.execute("UPDATE users SET email = $2, email_key = $2 WHERE email_key = $1", email, other)
    assert shop.guest().get(link).status_code == 400


def test_the_link_is_mailed_once_more_to_whoever_waits_for_it(shop: Shop) -> None:
    waiting, verified, unknown = new_address(), make_user(shop), new_address()
    register(shop, waiting)
    wait_link(shop, waiting)
    answers = [
        shop.guest().post("/auth/resend-verification", json={"email": email}) for email in (waiting, verified, unknown)
    ]
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.content for answer in answers}) == 1
    shop.until(lambda: len(links(shop, waiting)) == 2)
    shop.drain()
    assert len(shop.mails(verified)) == 1
    assert shop.mails(unknown) == []
    assert [shop.guest().get(link).status_code for link in links(shop, waiting)] == [200, 200]


def test_t_acc_12_an_address_is_not_flooded_with_links(shop: Shop) -> None:
    email = new_address()
    register(shop, email)
    for _ in range(10):
        assert shop.guest().post("/auth/resend-verification", json={"email": email}).status_code == 202
    shop.drain()
    # One of the registration, one for the minute; the tests may run over the edge of a minute.
    assert 2 <= len(shop.mails(email)) <= 3
