"""Sessions of browsers: cookies that no script reads, and changes that no other site can make."""

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.accounts import make_user
from tests.shop import PASSWORD, Shop

NAME = {"full_name": "Ada King"}


def _browser(shop: Shop, email: str, **headers: str) -> tuple[httpx.Client, httpx.Response]:
    client = shop.guest()
    body = {"email": email, "password": PASSWORD}
    return client, client.post("/auth/login", params={"session": "cookie"}, json=body, headers=headers)


def _logged_in(shop: Shop) -> tuple[httpx.Client, str]:
    client, answer = _browser(shop, make_user(shop))
    return client, str(answer.json()["csrf_token"])


def test_the_tokens_are_in_cookies_that_no_script_reads(shop: Shop) -> None:
    client, answer = _browser(shop, make_user(shop))
    assert answer.status_code == 200
    assert set(answer.json()) == {"csrf_token", "expires_in", "refresh_expires_in", "session"}
    cookies = {line.partition("=")[0]: line.lower() for line in answer.headers.get_list("set-cookie")}
    assert set(cookies) == {"rowlock_access", "rowlock_refresh", "rowlock_csrf"}
    assert all("samesite=lax" in line and "path=/" in line for line in cookies.values())
    assert {name for name, line in cookies.items() if "httponly" in line} == {"rowlock_access", "rowlock_refresh"}
    assert "content-encoding" not in answer.headers
    assert client.get("/auth/me").status_code == 200


def test_over_https_the_names_bind_the_cookies_to_the_host(opener: ShopOpener) -> None:
    with opener(ROWLOCK_BASE_URL="https://shop.example") as shop:
        _, answer = _browser(shop, make_user(shop), Origin="https://shop.example")
        lines = answer.headers.get_list("set-cookie")
        assert len(lines) == 3
        assert all(line.startswith("__Host-rowlock_") and "secure" in line.lower() for line in lines)


def test_a_change_needs_the_csrf_token_and_reading_does_not(shop: Shop) -> None:
    client, csrf = _logged_in(shop)
    _, other = _logged_in(shop)
    assert client.get("/auth/me").status_code == 200
    for headers in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": other}, {"X-CSRF-Token": csrf[:-1]}):
        refused = client.patch("/auth/me", json=NAME, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    assert client.patch("/auth/me", json=NAME, headers={"X-CSRF-Token": csrf}).status_code == 200
    for path in ("/auth/logout", "/auth/logout-all", "/cart/clear"):
        method = "DELETE" if "cart" in path else "POST"
        assert client.request(method, path).status_code == 403, path


def test_a_planted_csrf_cookie_is_worth_nothing(shop: Shop) -> None:
    client, csrf = _logged_in(shop)
    _, other = _logged_in(shop)
    access = client.cookies["rowlock_access"]
    forged = {"Cookie": f"rowlock_access={access}; rowlock_csrf={other}", "X-CSRF-Token": other}
    assert shop.guest().patch("/auth/me", json=NAME, headers=forged).status_code == 403
    right = {"Cookie": f"rowlock_access={access}; rowlock_csrf={csrf}", "X-CSRF-Token": csrf}
    assert shop.guest().patch("/auth/me", json=NAME, headers=right).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_a_page_of_another_site_changes_nothing(shop: Shop, headers: dict[str, str]) -> None:
    client, csrf = _logged_in(shop)
    assert client.patch("/auth/me", json=NAME, headers={"X-CSRF-Token": csrf, **headers}).status_code == 403
    assert _browser(shop, make_user(shop), **headers)[1].status_code == 403, "nor logs anybody in"
    assert client.patch("/auth/me", json=NAME, headers={"X-CSRF-Token": csrf, "Origin": shop.url}).status_code == 200


def test_a_form_of_another_site_is_no_request(shop: Shop) -> None:
    client, csrf = _logged_in(shop)
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        headers = {"X-CSRF-Token": csrf, "Content-Type": kind}
        assert client.patch("/auth/me", content=b'{"full_name": "Eve"}', headers=headers).status_code == 415


def test_a_browser_refreshes_by_its_cookies(shop: Shop) -> None:
    client, csrf = _logged_in(shop)
    before = client.cookies["rowlock_refresh"]
    assert client.post("/auth/refresh", json={}).status_code == 403
    answer = client.post("/auth/refresh", json={}, headers={"X-CSRF-Token": csrf})
    assert (answer.status_code, answer.json()["csrf_token"]) == (200, csrf)
    assert client.cookies["rowlock_refresh"] != before
    assert client.get("/auth/me").status_code == 200
    assert shop.guest().post("/auth/refresh", json={}).json()["code"] == "invalid_refresh_token"


def test_logging_out_takes_the_cookies_back(shop: Shop) -> None:
    client, csrf = _logged_in(shop)
    access = client.cookies["rowlock_access"]
    assert client.post("/auth/logout", headers={"X-CSRF-Token": csrf}).status_code == 204
    assert "rowlock_access" not in client.cookies
    assert shop.client(access).get("/auth/me").status_code == 401


def test_the_header_comes_before_the_cookie_and_needs_no_csrf_token(shop: Shop) -> None:
    client, _ = _logged_in(shop)
    other = shop.customer()
    headers = {"Authorization": other.headers["authorization"]}
    changed = client.patch("/auth/me", json=NAME, headers=headers)
    assert (changed.status_code, changed.json()["id"]) == (200, other.get("/auth/me").json()["id"])


@pytest.mark.parametrize(
    "cookie", ["rowlock_access=", "rowlock_access=x", "rowlock_access; =;;", 'rowlock_access="\\377"']
)
def test_a_cookie_that_is_no_token_is_refused_and_breaks_nothing(shop: Shop, cookie: str) -> None:
    assert shop.guest().get("/auth/me", headers={"Cookie": cookie}).status_code == 401
