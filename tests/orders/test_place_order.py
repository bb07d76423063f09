"""Placing an order: all of the cart or none of it, once."""

import secrets
from typing import Any

import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.factories.orders import ADDRESS, fill_cart, make_order, order_body, place_order
from tests.shop import Shop, mail_text


def stock(shop: Shop, variant_id: str) -> int:
    rows = shop.sql("SELECT on_hand FROM inventory WHERE variant_id = $1", variant_id)
    found: int = rows[0]["on_hand"]
    return found


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


@pytest.fixture
def variant(admin: httpx.Client) -> dict[str, Any]:
    found: dict[str, Any] = make_product(admin, stock=10, price=1999)["variants"][0]
    return found


def test_an_order_takes_the_stock_uses_up_the_cart_and_sends_a_mail(shop: Shop, variant: dict[str, Any]) -> None:
    customer, address, _ = shop.user("customer")
    cart = fill_cart(customer, variant["id"], 3)
    answer = place_order(customer, expected_total=cart["total"])
    assert answer.status_code == 201
    order = answer.json()
    assert answer.headers["location"] == f"/api/v1/orders/{order['id']}"
    assert (order["status"], order["payment_status"]) == ("confirmed", "unpaid")
    assert (order["subtotal"], order["total"]) == (3 * 1999, 3 * 1999)
    assert [(i["variant_id"], i["quantity"], i["line_total"]) for i in order["items"]] == [(variant["id"], 3, 5997)]
    assert stock(shop, variant["id"]) == 7
    assert customer.get("/cart").json()["items"] == []
    message = shop.wait_mail(address, order["number"])
    assert "59.97" in mail_text(message)


def test_a_guest_orders_with_an_address_and_reads_the_order_with_its_token(shop: Shop, variant: dict[str, Any]) -> None:
    guest = shop.guest()
    order = make_order(guest, variant["id"])
    token = order["token"]
    path = f"/orders/{order['id']}"
    assert guest.get(path).status_code == 401
    assert guest.get(path, headers={"X-Order-Token": token}).json()["number"] == order["number"]
    other = make_order(shop.guest(), variant["id"])
    assert guest.get(f"/orders/{other['id']}", headers={"X-Order-Token": token}).status_code == 404


def test_a_guest_without_an_address_is_told_so(shop: Shop, variant: dict[str, Any]) -> None:
    guest = shop.guest()
    fill_cart(guest, variant["id"])
    answer = guest.post("/orders", json=order_body())
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "email"


def test_an_empty_cart_cannot_be_ordered(shop: Shop) -> None:
    answer = place_order(shop.customer())
    assert (answer.status_code, answer.json()["code"]) == (409, "cart_empty")


def test_another_total_than_the_expected_one_is_refused(shop: Shop, variant: dict[str, Any]) -> None:
    guest = shop.guest()
    fill_cart(guest, variant["id"])
    answer = place_order(guest, expected_total=1)
    assert (answer.status_code, answer.json()["code"]) == (409, "total_changed")
    assert answer.json()["total"] == 1999
    assert stock(shop, variant["id"]) == 10


def test_a_short_line_refuses_the_whole_order_and_is_named(shop: Shop, admin: httpx.Client) -> None:
    plenty = make_product(admin, stock=10)["variants"][0]
    scarce = make_product(admin, stock=2)["variants"][0]
    guest = shop.guest()
    fill_cart(guest, plenty["id"], 1)
    fill_cart(guest, scarce["id"], 2)
    make_order(shop.guest(), scarce["id"], 1)
    answer = place_order(guest)
    assert (answer.status_code, answer.json()["code"]) == (409, "out_of_stock")
    assert [(line["variant_id"], line["requested"], line["available"]) for line in answer.json()["lines"]] == [
        (scarce["id"], 2, 1)
    ]
    assert stock(shop, plenty["id"]) == 10
    assert len(guest.get("/cart").json()["items"]) == 2


def test_the_same_key_and_body_replays_the_first_answer(shop: Shop, variant: dict[str, Any]) -> None:
    guest = shop.guest()
    fill_cart(guest, variant["id"], 2)
    key = secrets.token_hex(8)
    first, again = place_order(guest, key=key), place_order(guest, key=f'"{key}"')
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert stock(shop, variant["id"]) == 8


def test_the_same_key_with_another_body_is_refused(shop: Shop, variant: dict[str, Any]) -> None:
    guest = shop.guest()
    fill_cart(guest, variant["id"])
    key = secrets.token_hex(8)
    assert place_order(guest, key=key).status_code == 201
    answer = place_order(guest, key=key, note="another")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_a_key_belongs_to_its_caller(shop: Shop, variant: dict[str, Any]) -> None:
    key = secrets.token_hex(8)
    orders = []
    for guest in (shop.guest(), shop.guest()):
        fill_cart(guest, variant["id"])
        orders.append(place_order(guest, key=key).json()["id"])
    assert orders[0] != orders[1]


def test_a_refusal_under_a_key_is_replayed_even_when_the_stock_has_come(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, stock=1)
    variant_id = product["variants"][0]["id"]
    guest = shop.guest()
    fill_cart(guest, variant_id)
    make_order(shop.guest(), variant_id)
    key = secrets.token_hex(8)
    assert place_order(guest, key=key).json()["code"] == "out_of_stock"
    admin.post("/admin/inventory/adjust", json={"variant_id": variant_id, "delta": 5, "reason": "delivery"})
    again = place_order(guest, key=key)
    assert (again.status_code, again.json()["code"]) == (409, "out_of_stock")
    assert again.headers["idempotent-replayed"] == "true"
    assert place_order(guest, key=secrets.token_hex(8)).status_code == 201


def test_an_invalid_body_uses_up_no_key(shop: Shop, variant: dict[str, Any]) -> None:
    guest = shop.guest()
    fill_cart(guest, variant["id"])
    key = secrets.token_hex(8)
    bad = {**ADDRESS, "country": "Britain"}
    assert place_order(guest, key=key, shipping_address=bad).status_code == 422
    assert place_order(guest, key=key).status_code == 201


def test_an_unknown_shipping_method_is_refused(shop: Shop, variant: dict[str, Any]) -> None:
    guest = shop.guest()
    fill_cart(guest, variant["id"])
    answer = place_order(guest, shipping_method="teleport")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["path"] == "shipping_method"


def test_t_az_03_prices_sent_by_the_client_are_refused(shop: Shop, variant: dict[str, Any]) -> None:
    guest = shop.guest()
    fill_cart(guest, variant["id"])
    assert guest.post("/orders", json=order_body(email="a@b.example", total=1)).status_code == 422


def test_the_order_keeps_its_lines_when_the_product_changes(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, stock=5, price=1000)
    variant_id = product["variants"][0]["id"]
    customer = shop.customer()
    order = make_order(customer, variant_id)
    changed = admin.patch(f"/products/{product['id']}/variants/{variant_id}", json={"price": 5000})
    assert changed.status_code == 200, changed.text
    assert customer.get(f"/orders/{order['id']}").json()["items"] == order["items"]
