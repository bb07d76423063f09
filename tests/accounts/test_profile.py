"""The profile of whoever asks."""

from typing import Any

import pytest

from tests.factories.accounts import make_user
from tests.shop import Shop


def test_the_profile_is_as_the_contract_says(shop: Shop) -> None:
    email = make_user(shop, full_name="Ada Byron")
    profile = shop.login(email).get("/auth/me").json()
    assert set(profile) == {
        "id",
        "email",
        "full_name",
        "phone",
        "role",
        "accepts_cart_reminders",
        "email_verified",
        "created_at",
    }
    assert (profile["email"], profile["full_name"], profile["phone"]) == (email, "Ada Byron", None)
    assert (profile["role"], profile["email_verified"]) == ("customer", True)
    assert profile["created_at"].endswith("Z")


def test_what_is_sent_changes_and_the_rest_stays(shop: Shop) -> None:
    client = shop.login(make_user(shop, full_name="Ada Byron"))
    changed = client.patch("/auth/me", json={"phone": "+44 20 7946 0018"})
    assert (changed.status_code, changed.json()["phone"]) == (200, "+44 20 7946 0018")
    assert client.patch("/auth/me", json={"full_name": "Ada Lovelace"}).json()["phone"] == "+44 20 7946 0018"
    assert client.patch("/auth/me", json={}).json()["full_name"] == "Ada Lovelace"
    assert client.patch("/auth/me", json={"phone": None}).json()["phone"] is None
    assert client.patch("/auth/me", json={"full_name": "Ada King\n"}).json()["full_name"] == "Ada King"
    assert client.get("/auth/me").json()["full_name"] == "Ada King"


@pytest.mark.parametrize(
    "body",
    [
        {"full_name": None},
        {"full_name": ""},
        {"full_name": " "},
        {"full_name": "a\nb"},
        {"phone": "call me"},
        {"phone": "1" * 33},
        {"role": "admin"},
        {"email": "other@shop.example"},
        {"vendor_id": "00000000-0000-7000-8000-000000000000"},
    ],
    ids=str,
)
def test_what_may_not_change_is_refused(shop: Shop, body: dict[str, Any]) -> None:
    client = shop.customer()
    before = client.get("/auth/me").json()
    assert client.patch("/auth/me", json=body).status_code == 422
    assert client.get("/auth/me").json() == before


def test_nobody_has_no_profile(shop: Shop) -> None:
    for answer in (shop.guest().get("/auth/me"), shop.guest().patch("/auth/me", json={})):
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
