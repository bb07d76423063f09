"""What a visitor collected goes into the customer's cart, once; and several lines at once."""

from typing import Any

import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, make_order
from tests.factories.pricing import make_coupon
from tests.shop import Shop, unique

NO_VARIANT = "018f0000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


@pytest.fixture(scope="module")
def shelf(admin: httpx.Client) -> list[str]:
    """A hundred and five things that are nothing but many."""
    sizes = [{"sku": None, "options": {"size": f"{n}"}, "price": 100, "stock": 9} for n in range(105)]
    made = make_product(admin, variants=sizes[:100]), make_product(admin, variants=sizes[100:])
    return [variant["id"] for product in made for variant in product["variants"]]


def variant(admin: httpx.Client, **given: Any) -> str:
    found: str = make_product(admin, **given)["variants"][0]["id"]
    return found


def limited(admin: httpx.Client, most: int) -> str:
    return variant(admin, variants=[{"sku": None, "options": {}, "price": 100, "stock": 50, "max_per_order": most}])


def quantities(cart: dict[str, Any]) -> dict[str, int]:
    return {item["variant_id"]: item["quantity"] for item in cart["items"]}


def sync(client: httpx.Client, items: dict[str, int], guest: httpx.Client | None = None) -> dict[str, Any]:
    body: dict[str, Any] = {"items": [{"variant_id": v, "quantity": q} for v, q in items.items()]}
    if guest is not None:
        body["cart_token"] = guest.headers["X-Cart-Token"]
    answer = client.post("/cart/sync", json=body)
    assert answer.status_code == 200, answer.text
    merged: dict[str, Any] = answer.json()
    return merged


def test_t_stk_07_what_comes_out_smaller_says_why(shop: Shop, admin: httpx.Client) -> None:
    scarce, capped, plenty, gone = variant(admin, stock=3), limited(admin, 2), variant(admin), variant(admin, stock=1)
    guest, customer = shop.guest(), shop.customer()
    for variant_id, quantity in ((scarce, 3), (plenty, 2), (gone, 1)):
        fill_cart(guest, variant_id, quantity)
    fill_cart(customer, gone, 1)
    make_order(shop.guest(), scarce, 2)
    make_order(shop.guest(), gone, 1)
    merged = sync(customer, {capped: 5, NO_VARIANT: 1}, guest)
    assert quantities(merged) == {gone: 1, scarce: 1, plenty: 2, capped: 2}
    assert {(a["variant_id"], a["reason"], a["quantity"]) for a in merged["adjustments"]} == {
        (scarce, "insufficient_stock", 1),
        (capped, "quantity_limit", 2),
        (gone, "out_of_stock", 1),
        (NO_VARIANT, "unavailable", 0),
    }


def test_t_stk_07_a_second_sync_changes_nothing(shop: Shop, admin: httpx.Client) -> None:
    both, only_guest = variant(admin), variant(admin)
    guest, customer = shop.guest(), shop.customer()
    fill_cart(guest, both, 4)
    fill_cart(guest, only_guest, 1)
    fill_cart(customer, both, 6)
    first = sync(customer, {}, guest)
    assert quantities(first) == {both: 6, only_guest: 1}
    assert sync(customer, {}, guest) == first
    customer.put(f"/cart/{first['items'][0]['id']}", json={"quantity": 1})
    assert quantities(sync(customer, {}, guest)) == {both: 1, only_guest: 1}
    assert guest.get("/cart").json()["items"] == []


def test_a_token_that_opens_no_cart_is_nothing(shop: Shop, admin: httpx.Client) -> None:
    variant_id = variant(admin)
    customer = shop.customer()
    body = {"items": [{"variant_id": variant_id, "quantity": 2}], "cart_token": unique("nobody-has-this-token")}
    answer = customer.post("/cart/sync", json=body)
    assert (answer.status_code, quantities(answer.json())) == (200, {variant_id: 2})


def test_of_the_same_variant_in_two_lines_the_larger_wins(shop: Shop, admin: httpx.Client) -> None:
    variant_id = variant(admin)
    lines = [{"variant_id": variant_id, "quantity": n} for n in (3, 5, 2)]
    merged = shop.customer().post("/cart/sync", json={"items": lines}).json()
    assert (quantities(merged), merged["adjustments"]) == ({variant_id: 5}, [])


def test_coupons_come_along_unless_the_cart_has_its_own(shop: Shop, admin: httpx.Client) -> None:
    variant_id = variant(admin)
    brought, own = make_coupon(admin)["code"], make_coupon(admin)["code"]
    for already, expected in ((None, brought), (own, own)):
        guest, customer = shop.guest(), shop.customer()
        fill_cart(guest, variant_id)
        assert guest.post("/cart/coupon", json={"code": brought}).status_code == 200
        if already is not None:
            fill_cart(customer, variant_id)
            assert customer.post("/cart/coupon", json={"code": already}).status_code == 200
        assert [c["code"] for c in sync(customer, {}, guest)["coupons"]] == [expected]


def test_a_cart_has_a_hundred_lines_however_they_come(shop: Shop, shelf: list[str]) -> None:
    customer = shop.customer()
    for start in (0, 50):
        lines = [{"variant_id": v} for v in shelf[start : start + 50]]
        results = customer.post("/cart/items", json={"items": lines}).json()["results"]
        assert all(result["added"] for result in results)
    assert customer.post("/cart/add", json={"variant_id": shelf[100]}).json()["code"] == "cart_full"
    (refused,) = customer.post("/cart/items", json={"items": [{"variant_id": shelf[100]}]}).json()["results"]
    assert (refused["added"], refused["code"]) == (False, "cart_full")
    guest = shop.guest()
    fill_cart(guest, shelf[101])
    fill_cart(guest, shelf[3], 4)
    merged = sync(customer, {shelf[102]: 1}, guest)
    assert [(a["variant_id"], a["reason"]) for a in merged["adjustments"]] == [
        (shelf[101], "cart_full"),
        (shelf[102], "cart_full"),
    ]
    assert len(merged["items"]) == 100
    assert quantities(merged)[shelf[3]] == 4


def test_several_lines_that_fill_the_cart_take_the_first_ones(shop: Shop, shelf: list[str]) -> None:
    customer = shop.customer()
    sync(customer, dict.fromkeys(shelf[:99], 1))
    lines = [{"variant_id": v} for v in (shelf[100], shelf[0], shelf[101])]
    answer = customer.post("/cart/items", json={"items": lines}).json()
    assert [(r["added"], r["code"]) for r in answer["results"]] == [(True, None), (True, None), (False, "cart_full")]
    assert quantities(answer["cart"])[shelf[0]] == 2


def test_the_same_variant_several_times_adds_up_to_the_stock(shop: Shop, admin: httpx.Client) -> None:
    variant_id = variant(admin, stock=5)
    lines = [{"variant_id": variant_id, "quantity": n} for n in (3, 3, 2)]
    answer = shop.guest().post("/cart/items", json={"items": lines}).json()
    assert [(r["added"], r["code"]) for r in answer["results"]] == [
        (True, None),
        (False, "insufficient_stock"),
        (True, None),
    ]
    assert quantities(answer["cart"]) == {variant_id: 5}


def test_lines_that_came_in_together_keep_their_order(shop: Shop, shelf: list[str]) -> None:
    asked = shelf[20:0:-1]
    merged = sync(shop.customer(), dict.fromkeys(asked, 1))
    assert [item["variant_id"] for item in merged["items"]] == asked
