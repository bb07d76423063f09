"""Who gets onto the admin's pages, and who stays there."""

import pytest

from tests.pages.browser import Visitor, admin_visitor
from tests.shop import Shop


def test_a_visitor_is_led_to_the_sign_in_and_back_to_where_he_was_going(shop: Shop) -> None:
    _, address, _ = shop.user("admin")
    visitor = Visitor(shop)
    answer = visitor.get("/admin/users?q=ada&role=")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/admin/sign-in?next=%2Fadmin%2Fusers%3Fq%3Dada"
    page = visitor.get(answer.headers["location"])
    assert 'value="/admin/users?q=ada"' in page.text
    signed_in = visitor.sign_in(address, next="/admin/users?q=ada")
    assert (signed_in.status_code, signed_in.headers["location"]) == (303, "/admin/users?q=ada")
    assert visitor.get("/admin/users?q=ada").status_code == 200


@pytest.mark.parametrize("next", ["https://evil.example", "//evil.example", "/admin/../x\\", "/administrator", "/"])
def test_the_sign_in_leads_out_of_the_pages_to_nowhere(shop: Shop, next: str) -> None:
    _, address, _ = shop.user("admin")
    assert Visitor(shop).sign_in(address, next=next).headers["location"] == "/admin"


def test_a_wrong_password_is_told_and_the_address_kept(shop: Shop) -> None:
    _, address, _ = shop.user("admin")
    answer = Visitor(shop).sign_in(address, "not-the-password")
    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert f'value="{address}"' in answer.text
    assert "not-the-password" not in answer.text


def test_a_customer_is_told_that_the_pages_are_not_for_him_and_gets_no_session(shop: Shop) -> None:
    customer, address, _ = shop.user("customer")
    visitor = Visitor(shop)
    answer = visitor.sign_in(address)
    assert answer.status_code == 403
    assert "not an admin" in answer.text
    assert not visitor.http.cookies
    assert len(customer.get("/auth/sessions").json()["items"]) == 1


def test_a_customer_with_cookies_of_the_storefront_is_refused_every_page(shop: Shop) -> None:
    _, address, _ = shop.user("customer")
    visitor = Visitor(shop)
    login = {"email": address, "password": "Quartz-Lantern-58"}
    assert visitor.http.post("/api/v1/auth/login?session=cookie", json=login).status_code == 200
    answer = visitor.get("/admin/users")
    assert answer.status_code == 403
    assert "not for you" in answer.text


def test_a_change_needs_the_token_of_a_page(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    _, _, user_id = shop.user("customer")
    path = f"/admin/users/{user_id}/status"
    for token in (None, "made-up"):
        refused = visitor.post(path, {"status": "disabled"}, csrf=token)
        assert refused.status_code == 403
        assert "grown old" in refused.text
    foreign = visitor.http.post(
        path, data={"status": "disabled", "csrf": visitor.csrf}, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    assert shop.sql("SELECT status FROM users WHERE id = $1", user_id)[0]["status"] == "active"
    assert visitor.post(path, {"status": "disabled"}).status_code == 303
    assert shop.sql("SELECT status FROM users WHERE id = $1", user_id)[0]["status"] == "disabled"


def test_signing_out_ends_the_session(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    kept = dict(visitor.http.cookies)
    assert visitor.post("/admin/sign-out").headers["location"] == "/admin/sign-in"
    assert not visitor.http.cookies
    thief = Visitor(shop)
    thief.http.cookies.update(kept)
    assert thief.get("/admin/users").status_code == 303


def test_who_comes_back_within_an_hour_goes_on_and_later_signs_in_again(shop: Shop) -> None:
    visitor, address = admin_visitor(shop)
    del visitor.http.cookies["rowlock_access"]  # as a browser does when its half hour is over
    assert visitor.get("/admin/users").status_code == 200
    assert visitor.http.cookies.get("rowlock_access")
    (session,) = shop.sql(
        "SELECT s.expires_at - now() <= interval '1 hour' AS is_short FROM sessions AS s"
        " JOIN users AS u ON u.id = s.user_id WHERE u.email = $1 AND s.user_agent = 'Tests'",
        address,
    )
    assert session["is_short"]
    shop.execute(
        "UPDATE sessions SET expires_at = now() FROM users WHERE users.id = sessions.user_id AND users.email = $1",
        address,
    )
    assert visitor.get("/admin/users").status_code == 303


def test_a_form_is_taken_after_its_half_hour_too(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    _, _, user_id = shop.user("customer")
    visitor.get(f"/admin/users/{user_id}")
    del visitor.http.cookies["rowlock_access"]
    assert visitor.post(f"/admin/users/{user_id}/status", {"status": "disabled"}).status_code == 303


def test_an_unknown_page_is_told_on_a_page(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    answer = visitor.get("/admin/no/such/page")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is no such page" in answer.text
