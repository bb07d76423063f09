"""One cart a customer, one order a cart, and an order of exactly what was priced: crowds against two api processes."""

import collections
import secrets
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.concurrency.crowd import all_at_once
from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, place_order
from tests.shop import Shop, patiently

pytestmark = pytest.mark.xdist_group("races")


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener(apis=2) as opened:
        yield opened
        opened.assert_books_balance()


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def variant(admin: httpx.Client, **given: Any) -> str:
    found: str = make_product(admin, **given)["variants"][0]["id"]
    return found


def devices(shop: Shop, customer: httpx.Client, number: int) -> list[httpx.Client]:
    """One customer at so many devices, spread over the api processes."""
    token = customer.headers["Authorization"].removeprefix("Bearer ")
    return [shop.client(token, api=n % 2) for n in range(number)]


def quantities(cart: dict[str, Any]) -> dict[str, int]:
    return {item["variant_id"]: item["quantity"] for item in cart["items"]}


def carts_of(shop: Shop, customer: httpx.Client) -> int:
    user_id = customer.get("/auth/me").json()["id"]
    found: int = shop.sql("SELECT count(*) AS n FROM carts WHERE user_id = $1", user_id)[0]["n"]
    return found


def test_t_stk_08_twenty_first_adds_are_one_cart_and_one_line(shop: Shop, admin: httpx.Client) -> None:
    variant_id = variant(admin, stock=50)
    customer = shop.customer()
    body = {"variant_id": variant_id, "quantity": 2}
    answers = all_at_once(devices(shop, customer, 20), lambda d: patiently(lambda: d.post("/cart/add", json=body)))
    assert collections.Counter(a.status_code for a in answers) == {200: 20}
    assert carts_of(shop, customer) == 1
    assert quantities(customer.get("/cart").json()) == {variant_id: 40}


def test_t_stk_08_adds_that_come_at_once_stop_at_the_stock(shop: Shop, admin: httpx.Client) -> None:
    variant_id = variant(admin, stock=7)
    customer = shop.customer()
    body = {"variant_id": variant_id, "quantity": 1}
    answers = all_at_once(devices(shop, customer, 20), lambda d: patiently(lambda: d.post("/cart/add", json=body)))
    assert collections.Counter(a.status_code for a in answers) == {200: 7, 409: 13}
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"insufficient_stock"}
    assert quantities(customer.get("/cart").json()) == {variant_id: 7}


def test_t_stk_07_two_devices_sync_the_same_visitor_at_once(shop: Shop, admin: httpx.Client) -> None:
    for own in (0, 2):
        both, only_guest, scarce = variant(admin, stock=20), variant(admin), variant(admin, stock=3)
        guest, customer = shop.guest(), shop.customer()
        fill_cart(guest, both, 4)
        fill_cart(guest, only_guest, 1)
        if own:
            fill_cart(customer, both, own)
        body = {
            "items": [{"variant_id": both, "quantity": 3}, {"variant_id": scarce, "quantity": 5}],
            "cart_token": guest.headers["X-Cart-Token"],
        }

        def act(device: httpx.Client, body: dict[str, Any] = body) -> httpx.Response:
            return patiently(lambda: device.post("/cart/sync", json=body))

        answers = all_at_once(devices(shop, customer, 20), act)
        assert collections.Counter(a.status_code for a in answers) == {200: 20}
        for answer in answers:
            assert quantities(answer.json()) == {both: 4, only_guest: 1, scarce: 3}
            assert answer.json()["adjustments"] == [
                {"variant_id": scarce, "reason": "insufficient_stock", "quantity": 3}
            ]
        assert carts_of(shop, customer) == 1
        assert guest.get("/cart").json()["items"] == []


def test_t_stk_07_one_visitors_cart_goes_to_one_of_two_customers(shop: Shop, admin: httpx.Client) -> None:
    variant_id = variant(admin)
    guest, customers = shop.guest(), [shop.customer(), shop.customer()]
    fill_cart(guest, variant_id, 3)
    body = {"cart_token": guest.headers["X-Cart-Token"]}
    all_at_once(customers * 5, lambda c: patiently(lambda: c.post("/cart/sync", json=body)))
    found = [quantities(customer.get("/cart").json()) for customer in customers]
    assert sorted(found, key=len) == [{}, {variant_id: 3}]


def test_t_stk_09_what_is_added_while_an_order_runs_is_paid_or_not_in_it(shop: Shop, admin: httpx.Client) -> None:
    cheap, dear = variant(admin, price=100, stock=500), variant(admin, price=90_000, stock=500)
    for _ in range(5):
        customer = shop.customer()
        fill_cart(customer, cheap, 1)
        crowd = devices(shop, customer, 21)
        add = {"variant_id": dear, "quantity": 1}

        def act(device: httpx.Client, first: httpx.Client = crowd[0], add: dict[str, Any] = add) -> httpx.Response:
            if device is first:
                return patiently(lambda: place_order(device))
            return patiently(lambda: device.post("/cart/add", json=add))

        placed, *adds = all_at_once(crowd, act)
        assert placed.status_code == 201
        assert {a.status_code for a in adds} == {200}
        order = placed.json()
        bought = {line["variant_id"]: line["quantity"] for line in order["items"]}
        assert bought[cheap] == 1
        assert order["total"] == 100 + 90_000 * bought.get(dear, 0)
        left = quantities(customer.get("/cart").json())
        assert bought.get(dear, 0) + left.get(dear, 0) == 20
        assert cheap not in left
        sold = """
            SELECT coalesce(-sum(m.delta), 0)::int AS n FROM stock_movements AS m
            JOIN order_items AS i ON i.id = m.order_item_id WHERE m.variant_id = $1 AND i.order_id = $2
        """
        assert shop.sql(sold, dear, order["id"]) == [{"n": bought.get(dear, 0)}]


def test_t_stk_13_the_expiry_of_carts_never_takes_one_that_is_ordered_or_taken_over(
    shop: Shop, admin: httpx.Client
) -> None:
    variant_id = variant(admin, stock=100)
    guests = [shop.client(api=n % 2) for n in range(20)]
    for guest in guests:
        fill_cart(guest, variant_id, 1)
    tokens = [guest.headers["X-Cart-Token"] for guest in guests]
    hashes = "SELECT array_agg(sha256(convert_to(t, 'UTF8'))) AS h FROM unnest($1::text[]) AS t"
    found = shop.sql(hashes, tokens)[0]["h"]
    shop.execute("UPDATE carts SET expires_at = now() + interval '1 second' WHERE token_hash = ANY($1)", found)
    customers = [shop.customer() for _ in range(10)]

    def act(number: int) -> httpx.Response:
        if number < 10:
            return patiently(lambda: place_order(guests[number]))
        body = {"cart_token": tokens[number]}
        return patiently(lambda: customers[number - 10].post("/cart/sync", json=body))

    answers = all_at_once(range(20), act)
    for answer in answers[:10]:
        assert answer.status_code == 201 or answer.json()["code"] == "cart_empty"
    for answer in answers[10:]:
        assert quantities(answer.json()) in ({}, {variant_id: 1})
    sold = sum(answer.status_code == 201 for answer in answers[:10])
    assert shop.sql("SELECT on_hand FROM inventory WHERE variant_id = $1", variant_id) == [{"on_hand": 100 - sold}]


def test_t_stk_14_two_keys_and_twenty_checkouts_of_one_cart_are_one_order(shop: Shop, admin: httpx.Client) -> None:
    variant_id = variant(admin, stock=100)
    customer = shop.customer()
    fill_cart(customer, variant_id, 2)
    answers = all_at_once(
        devices(shop, customer, 20), lambda d: patiently(lambda: place_order(d, key=secrets.token_hex(8)))
    )
    counted = collections.Counter((a.status_code, a.json().get("code")) for a in answers)
    assert counted == {(201, None): 1, (409, "cart_empty"): 19}
    assert shop.sql("SELECT on_hand FROM inventory WHERE variant_id = $1", variant_id) == [{"on_hand": 98}]
