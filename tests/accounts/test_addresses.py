"""The address book, and orders that go to one of its addresses."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.shop import Shop

ADDRESS = {
    "full_name": "Ada Byron",
    "line1": "12 St James's Square",
    "line2": None,
    "city": "London",
    "region": None,
    "postal_code": "SW1Y 4JH",
    "country": "GB",
    "phone": "+44 20 7946 0018",
}


def _add(client: httpx.Client, **change: Any) -> dict[str, Any]:
    answer = client.post("/addresses", json={**ADDRESS, **change})
    assert answer.status_code == 201, answer.text
    added: dict[str, Any] = answer.json()
    return added


def _book(client: httpx.Client) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get("/addresses").json()["items"]
    return items


def test_what_was_put_into_the_book_is_there(shop: Shop) -> None:
    client = shop.customer()
    added = _add(client)
    assert added == {**ADDRESS, "id": added["id"], "is_default": True}, "the first is the default"
    assert _book(client) == [added]


def test_there_is_always_one_default(shop: Shop) -> None:
    client = shop.customer()
    first, second, third = _add(client), _add(client), _add(client, is_default=True)
    assert [a["is_default"] for a in _book(client)] == [True, False, False]
    assert client.put(f"/addresses/{first['id']}", json={**ADDRESS, "is_default": True}).json()["is_default"]
    moved = {**ADDRESS, "city": "Paris", "country": "FR"}
    assert client.put(f"/addresses/{second['id']}", json=moved).json()["city"] == "Paris"
    assert [a["is_default"] for a in _book(client)] == [False, False, True]
    assert client.delete(f"/addresses/{first['id']}").status_code == 204
    assert [(a["id"], a["is_default"]) for a in _book(client)] == [(third["id"], True), (second["id"], False)]


def test_the_only_address_stays_the_default(shop: Shop) -> None:
    client = shop.customer()
    added = _add(client)
    assert client.put(f"/addresses/{added['id']}", json={**ADDRESS, "is_default": False}).json()["is_default"] is True


def test_t_az_02_the_book_of_somebody_else_is_not_there(shop: Shop) -> None:
    owner, other = shop.customer(), shop.customer()
    added = _add(owner)
    assert other.put(f"/addresses/{added['id']}", json=ADDRESS).status_code == 404
    assert other.delete(f"/addresses/{added['id']}").status_code == 404
    assert (_book(other), _book(owner)) == ([], [added])


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"country": "gb"}, "country"),
        ({"country": "GBR"}, "country"),
        ({"line1": ""}, "line1"),
        ({"city": "x" * 201}, "city"),
        ({"postal_code": None}, "postal_code"),
        ({"user_id": str(uuid4())}, "user_id"),
        ({"is_default": "yes"}, "is_default"),
    ],
)
def test_what_is_no_address_is_refused_by_its_field(shop: Shop, change: dict[str, Any], path: str) -> None:
    answer = shop.customer().post("/addresses", json={**ADDRESS, **change})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path)


def test_the_book_has_an_end_and_pages(shop: Shop) -> None:
    client = shop.customer()
    for _ in range(50):
        _add(client)
    full = client.post("/addresses", json=ADDRESS)
    assert (full.status_code, full.json()["code"]) == (409, "address_book_full")
    first = client.get("/addresses", params={"limit": 30}).json()
    rest = client.get("/addresses", params={"limit": 30, "cursor": first["next_cursor"]}).json()
    assert (first["total"], len({a["id"] for a in first["items"] + rest["items"]})) == (50, 50)


def test_an_order_goes_to_an_address_of_the_book(shop: Shop) -> None:
    variant = make_product(shop.admin(), stock=9)["variants"][0]["id"]
    client, other = shop.customer(), shop.customer()
    mine, foreign = _add(client), _add(other)
    client.post("/cart/add", json={"variant_id": variant, "quantity": 1})
    refused = client.post("/orders", json={"address_id": foreign["id"], "payment_method": "manual"})
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "address_id")
    both = client.post("/orders", json={"address_id": mine["id"], "shipping_address": ADDRESS})
    assert both.status_code == 422
    assert client.post("/orders", json={"payment_method": "manual"}).status_code == 422
    placed = client.post("/orders", json={"address_id": mine["id"], "payment_method": "manual"})
    assert placed.status_code == 201, placed.text
    assert placed.json()["shipping_address"] == ADDRESS
    client.put(f"/addresses/{mine['id']}", json={**ADDRESS, "city": "Paris"})
    assert client.get(f"/orders/{placed.json()['id']}").json()["shipping_address"]["city"] == "London"
