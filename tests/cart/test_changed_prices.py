"""A price that changed while its line lay in a cart is shown until it is taken as seen."""

from typing import Any

import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, make_order, place_order
from tests.shop import Shop


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def reprice(admin: httpx.Client, product: dict[str, Any], price: int) -> None:
    path = f"/products/{product['id']}/variants/{product['variants'][0]['id']}"
    assert admin.patch(path, json={"price": price}).status_code == 200


def prices(cart: dict[str, Any]) -> list[tuple[int, int, str | None]]:
    return [(item["seen_price"], item["unit_price"], item["problem"]) for item in cart["items"]]


def test_a_changed_price_is_listed_with_the_old_and_the_new(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, price=100)
    guest = shop.guest()
    item = fill_cart(guest, product["variants"][0]["id"], 2)["items"][0]["id"]
    reprice(admin, product, 150)
    assert prices(guest.get("/cart").json()) == [(100, 150, "price_changed")]
    checked = guest.get("/cart/validate").json()
    assert [(p["item_id"], p["code"], p["old_price"], p["new_price"]) for p in checked["problems"]] == [
        (item, "price_changed", 100, 150)
    ]
    assert (checked["is_valid"], checked["total"]) == (True, 300)


def test_a_price_that_came_back_is_no_problem(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, price=100)
    guest = shop.guest()
    fill_cart(guest, product["variants"][0]["id"])
    reprice(admin, product, 90)
    reprice(admin, product, 100)
    assert prices(guest.get("/cart").json()) == [(100, 100, None)]


def test_acknowledging_takes_present_prices_as_seen(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, price=100)
    guest, other = shop.guest(), shop.guest()
    for client in (guest, other):
        fill_cart(client, product["variants"][0]["id"])
    reprice(admin, product, 150)
    assert prices(guest.post("/cart/acknowledge-prices").json()) == [(150, 150, None)]
    assert guest.get("/cart/validate").json()["problems"] == []
    assert prices(other.get("/cart").json()) == [(100, 150, "price_changed")]


def test_acknowledging_without_a_cart_is_no_mistake(shop: Shop) -> None:
    answer = shop.guest().post("/cart/acknowledge-prices")
    assert (answer.status_code, answer.json()["items"]) == (200, [])


def test_another_quantity_does_not_hide_a_changed_price(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, price=100)
    guest = shop.guest()
    item = fill_cart(guest, product["variants"][0]["id"])["items"][0]["id"]
    reprice(admin, product, 150)
    assert prices(guest.put(f"/cart/{item}", json={"quantity": 3}).json()) == [(100, 150, "price_changed")]


def test_a_visitor_who_signs_in_still_sees_what_changed(shop: Shop, admin: httpx.Client) -> None:
    brought, own = make_product(admin, price=100), make_product(admin, price=200)
    guest, customer = shop.guest(), shop.customer()
    fill_cart(guest, brought["variants"][0]["id"])
    fill_cart(customer, own["variants"][0]["id"])
    reprice(admin, brought, 150)
    reprice(admin, own, 250)
    body = {
        "cart_token": guest.headers["X-Cart-Token"],
        "items": [{"variant_id": own["variants"][0]["id"], "quantity": 3}],
    }
    assert prices(customer.post("/cart/sync", json=body).json()) == [
        (200, 250, "price_changed"),
        (100, 150, "price_changed"),
    ]


def test_the_gravest_problem_is_shown(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, price=100, stock=1)
    variant_id = product["variants"][0]["id"]
    guest = shop.guest()
    fill_cart(guest, variant_id)
    reprice(admin, product, 150)
    make_order(shop.guest(), variant_id)
    assert prices(guest.get("/cart").json()) == [(100, 150, "out_of_stock")]


def test_an_order_costs_the_present_price_and_not_the_one_seen(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin, price=100)
    guest = shop.guest()
    fill_cart(guest, product["variants"][0]["id"])
    reprice(admin, product, 150)
    refused = place_order(guest, expected_total=100)
    assert (refused.status_code, refused.json()["code"]) == (409, "total_changed")
    placed = place_order(guest, expected_total=150)
    assert (placed.status_code, placed.json()["subtotal"]) == (201, 150)
