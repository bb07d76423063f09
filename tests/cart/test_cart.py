"""A cart: what goes in, what is refused, what it shows."""

from typing import Any

import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, make_order
from tests.shop import Shop


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def variant(admin: httpx.Client, **given: Any) -> str:
    found: str = make_product(admin, **given)["variants"][0]["id"]
    return found


def test_a_visitor_gets_a_token_with_the_first_thing_and_an_empty_cart_without_it(
    shop: Shop, admin: httpx.Client
) -> None:
    guest = shop.guest()
    assert guest.get("/cart").json()["items"] == []
    cart = fill_cart(guest, variant(admin, price=700), 2)
    assert cart["token"]
    assert (cart["subtotal"], cart["total"], cart["currency"]) == (1400, 1400, "USD")
    assert guest.get("/cart").json()["items"][0]["quantity"] == 2
    assert shop.guest().get("/cart", headers={"X-Cart-Token": "x" * 43}).json()["items"] == []


def test_a_token_is_never_chosen_by_who_presents_it(shop: Shop, admin: httpx.Client) -> None:
    chosen = "chosen-by-somebody-who-means-no-good-0000000"
    guest = shop.client(cart=chosen)
    cart = guest.post("/cart/add", json={"variant_id": variant(admin)}).json()
    assert cart["token"] not in (None, chosen)


def test_adding_again_adds_up_to_the_stock(shop: Shop, admin: httpx.Client) -> None:
    guest, variant_id = shop.guest(), variant(admin, stock=5)
    fill_cart(guest, variant_id, 2)
    assert fill_cart(guest, variant_id, 3)["items"][0]["quantity"] == 5
    answer = guest.post("/cart/add", json={"variant_id": variant_id, "quantity": 1})
    assert (answer.status_code, answer.json()["code"], answer.json()["available"]) == (409, "insufficient_stock", 5)


def test_a_limit_for_one_order_holds(shop: Shop, admin: httpx.Client) -> None:
    product = make_product(
        admin, variants=[{"sku": None, "options": {}, "price": 100, "stock": 50, "max_per_order": 2}]
    )
    answer = shop.guest().post("/cart/add", json={"variant_id": product["variants"][0]["id"], "quantity": 3})
    assert (answer.status_code, answer.json()["code"]) == (409, "quantity_limit")


@pytest.mark.parametrize("quantity", [0, -1, 10_001, 2**31, 2**63, 10**400, 1.0, "5", True, None])
def test_a_quantity_that_is_none_is_invalid(shop: Shop, admin: httpx.Client, quantity: object) -> None:
    answer = shop.guest().post("/cart/add", json={"variant_id": variant(admin), "quantity": quantity})
    assert answer.status_code in (400, 422)


def test_a_line_is_set_and_removed(shop: Shop, admin: httpx.Client) -> None:
    guest = shop.guest()
    item = fill_cart(guest, variant(admin, stock=9), 1)["items"][0]["id"]
    assert guest.put(f"/cart/{item}", json={"quantity": 4}).json()["items"][0]["quantity"] == 4
    assert guest.put(f"/cart/{item}", json={"quantity": 10}).json()["code"] == "insufficient_stock"
    assert guest.put(f"/cart/{item}", json={"quantity": 0}).json()["items"] == []
    assert guest.put(f"/cart/{item}", json={"quantity": 1}).status_code == 404


def test_t_az_05_a_line_of_another_cart_is_not_there(shop: Shop, admin: httpx.Client) -> None:
    owner, stranger = shop.guest(), shop.guest()
    item = fill_cart(owner, variant(admin), 1)["items"][0]["id"]
    fill_cart(stranger, variant(admin), 1)
    assert stranger.put(f"/cart/{item}", json={"quantity": 5}).status_code == 404
    assert stranger.delete(f"/cart/{item}").status_code == 404
    assert owner.get("/cart").json()["items"][0]["quantity"] == 1


def test_t_az_09_clearing_empties_the_cart_and_is_no_line_named_clear(shop: Shop, admin: httpx.Client) -> None:
    guest = shop.guest()
    fill_cart(guest, variant(admin), 1)
    fill_cart(guest, variant(admin), 1)
    assert guest.delete("/cart/clear").json()["items"] == []
    assert guest.get("/cart").json()["total"] == 0
    item = fill_cart(guest, variant(admin), 1)["items"][0]["id"]
    kept = fill_cart(guest, variant(admin), 1)["items"]
    assert [line["id"] for line in guest.delete(f"/cart/{item}").json()["items"]] == [
        line["id"] for line in kept if line["id"] != item
    ]
    assert guest.get("/cart/validate").json().keys() != guest.get("/cart").json().keys()
    assert guest.put("/cart/clear", json={"quantity": 1}).status_code in (404, 405)


def test_several_lines_each_succeed_or_fail_by_themselves(shop: Shop, admin: httpx.Client) -> None:
    good, scarce = variant(admin, stock=5), variant(admin, stock=1)
    lines = [
        {"variant_id": good, "quantity": 2},
        {"variant_id": scarce, "quantity": 2},
        {"variant_id": "018f0000-0000-7000-8000-000000000000", "quantity": 1},
    ]
    answer = shop.guest().post("/cart/items", json={"items": lines}).json()
    assert [(r["added"], r["code"]) for r in answer["results"]] == [
        (True, None),
        (False, "insufficient_stock"),
        (False, "unavailable"),
    ]
    assert [i["variant_id"] for i in answer["cart"]["items"]] == [good]


def test_signing_in_merges_and_the_larger_quantity_wins(shop: Shop, admin: httpx.Client) -> None:
    both, scarce, only_guest = variant(admin, stock=9), variant(admin, stock=3), variant(admin, stock=9)
    guest, customer = shop.guest(), shop.customer()
    fill_cart(guest, both, 4)
    fill_cart(guest, scarce, 3)
    fill_cart(guest, only_guest, 1)
    fill_cart(customer, both, 2)
    make_order(shop.guest(), scarce, 2)
    body = {"items": [{"variant_id": both, "quantity": 3}], "cart_token": guest.headers["X-Cart-Token"]}
    merged = customer.post("/cart/sync", json=body).json()
    assert {i["variant_id"]: i["quantity"] for i in merged["items"]} == {both: 4, scarce: 1, only_guest: 1}
    assert merged["adjustments"] == [{"variant_id": scarce, "reason": "insufficient_stock", "quantity": 1}]
    again = customer.post("/cart/sync", json=body).json()
    assert {i["variant_id"]: i["quantity"] for i in again["items"]} == {both: 4, scarce: 1, only_guest: 1}
    assert guest.get("/cart").json()["items"] == []


def test_only_somebody_who_signed_in_merges(shop: Shop) -> None:
    assert shop.guest().post("/cart/sync", json={"items": []}).status_code == 401


def test_problems_are_shown_before_they_hurt(shop: Shop, admin: httpx.Client) -> None:
    gone, dearer = make_product(admin, stock=2, price=100), make_product(admin, stock=5, price=100)
    guest = shop.guest()
    fill_cart(guest, gone["variants"][0]["id"], 2)
    fill_cart(guest, dearer["variants"][0]["id"], 1)
    assert guest.get("/cart/validate").json()["is_valid"] is True
    make_order(shop.guest(), gone["variants"][0]["id"], 2)
    admin.patch(f"/products/{dearer['id']}/variants/{dearer['variants'][0]['id']}", json={"price": 150})
    assert [i["problem"] for i in guest.get("/cart").json()["items"]] == ["out_of_stock", "price_changed"]
    checked = guest.get("/cart/validate").json()
    assert checked["is_valid"] is False
    assert [p["code"] for p in checked["problems"]] == ["out_of_stock", "price_changed"]
    assert checked["total"] == 350


def test_a_product_out_of_sale_cannot_be_bought(shop: Shop, admin: httpx.Client) -> None:
    draft = make_product(admin, status="draft")
    answer = shop.guest().post("/cart/add", json={"variant_id": draft["variants"][0]["id"]})
    assert (answer.status_code, answer.json()["code"]) == (409, "unavailable")


def test_an_anonymous_cart_that_nobody_used_is_forgotten(shop: Shop, admin: httpx.Client) -> None:
    guest = shop.guest()
    fill_cart(guest, variant(admin), 1)
    token_hash = shop.sql("SELECT sha256(convert_to($1, 'UTF8')) AS h", guest.headers["X-Cart-Token"])[0]["h"]
    assert len(shop.sql("SELECT 1 FROM carts WHERE token_hash = $1", token_hash)) == 1
    shop.execute("UPDATE carts SET expires_at = now() - interval '1 second' WHERE token_hash = $1", token_hash)
    assert guest.get("/cart").json()["items"] == []
    assert guest.post("/cart/add", json={"variant_id": variant(admin)}).json()["token"] is not None
