"""Wishlists: what goes in, what a wish shows, and its way into the cart."""

import collections
from typing import Any

import httpx
import pytest

from tests.concurrency.crowd import all_at_once
from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, make_order
from tests.shop import Shop, patiently


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


@pytest.fixture(scope="module")
def shelf(shop: Shop, admin: httpx.Client) -> list[str]:
    """More products than a list takes."""
    product_ids: list[str] = []
    for start in (0, 100, 200):
        operations = [
            {"op": "create", "product": {"name": f"Wished {start + n}", "status": "active", "variants": [{"price": 5}]}}
            for n in range(100 if start < 200 else 1)
        ]
        answer = admin.post("/products/bulk", json={"operations": operations})
        assert answer.status_code == 200, answer.text
        product_ids += [result["product_id"] for result in answer.json()["results"]]
    return product_ids


def wish(client: httpx.Client, product: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = client.post("/wishlist", json={"product_id": product["id"], **more})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def wished(client: httpx.Client, name: str | None = None) -> list[str]:
    answer = client.get("/wishlist", params={"list": name} if name else {})
    assert answer.status_code == 200, answer.text
    return [item["product_id"] for item in answer.json()["items"]]


def two_sizes(admin: httpx.Client, **given: Any) -> dict[str, Any]:
    sizes = [{"options": {"size": s}, "price": p, "stock": n} for s, p, n in (("S", 500, 3), ("M", 700, 1))]
    return make_product(admin, variants=sizes, **given)


def test_a_wish_shows_what_its_product_is_now(shop: Shop, admin: httpx.Client) -> None:
    customer, product = shop.customer(), make_product(admin, price=900, stock=1)
    first = wish(customer, product, note="for Ada")
    assert (first["list"], first["note"], first["variant_id"], first["image_url"]) == ("default", "for Ada", None, None)
    expected = {"slug": product["slug"], "name": product["name"], "price": 900, "currency": "USD"}
    assert expected.items() <= first.items()
    assert (first["in_stock"], first["is_available"]) == (True, True)
    make_order(shop.guest(), product["variants"][0]["id"])
    variant_path = f"/products/{product['id']}/variants/{product['variants'][0]['id']}"
    assert admin.patch(variant_path, json={"price": 950}).status_code == 200
    (shown,) = customer.get("/wishlist").json()["items"]
    assert (shown["price"], shown["in_stock"], shown["is_available"]) == (950, False, True)


def test_a_wish_for_a_variant_shows_that_one(shop: Shop, admin: httpx.Client) -> None:
    customer, product = shop.customer(), two_sizes(admin)
    small, medium = (variant["id"] for variant in product["variants"])
    assert wish(customer, product)["price"] == 500
    shown = wish(customer, product, variant_id=medium)
    assert (shown["price"], shown["options"], shown["in_stock"]) == (700, {"size": "M"}, True)
    make_order(shop.guest(), medium)
    (shown,) = customer.get("/wishlist").json()["items"]
    assert (shown["variant_id"], shown["in_stock"]) == (medium, False)
    assert admin.delete(f"/products/{product['id']}/variants/{medium}").status_code in (200, 204)
    (shown,) = customer.get("/wishlist").json()["items"]
    assert (shown["is_available"], shown["in_stock"], shown["price"]) == (False, False, 700)
    assert wish(customer, product, variant_id=small)["is_available"] is True


def test_what_is_no_longer_for_sale_stays_and_says_so(shop: Shop, admin: httpx.Client) -> None:
    customer, product = shop.customer(), make_product(admin)
    wish(customer, product)
    assert admin.delete(f"/products/{product['id']}").status_code in (200, 204)
    (shown,) = customer.get("/wishlist").json()["items"]
    assert (shown["name"], shown["is_available"], shown["in_stock"]) == (product["name"], False, False)


def test_only_what_is_for_sale_is_wished_for(shop: Shop, admin: httpx.Client) -> None:
    customer, product, other = shop.customer(), make_product(admin), make_product(admin)
    draft = make_product(admin, status="draft")
    foreign = {"product_id": product["id"], "variant_id": other["variants"][0]["id"]}
    nowhere = {"product_id": "018f0000-0000-7000-8000-000000000000"}
    for body in ({"product_id": draft["id"]}, foreign, nowhere):
        assert customer.post("/wishlist", json=body).status_code == 404
    assert customer.get("/wishlist/lists").json() == {"items": []}


def test_a_product_is_in_a_list_once_and_in_as_many_lists_as_one_likes(shop: Shop, admin: httpx.Client) -> None:
    customer, product, other = shop.customer(), make_product(admin), make_product(admin)
    again = wish(customer, product, note="red")["id"], wish(customer, product, note="blue")["id"]
    assert again[0] == again[1]
    wish(customer, other)
    wish(customer, product, list="gifts")
    assert customer.post("/wishlist", params={"list": "gifts"}, json={"product_id": other["id"]}).status_code == 201
    assert wished(customer) == [other["id"], product["id"]]
    assert wished(customer, "gifts") == [other["id"], product["id"]]
    assert [i["note"] for i in customer.get("/wishlist").json()["items"]] == [None, "blue"]
    lists = customer.get("/wishlist/lists").json()["items"]
    assert [(found["name"], found["wishes"]) for found in lists] == [("default", 2), ("gifts", 2)]
    assert wished(shop.customer(), "gifts") == []


def test_a_wish_goes_out_of_one_list(shop: Shop, admin: httpx.Client) -> None:
    customer, stranger, product = shop.customer(), shop.customer(), make_product(admin)
    wish(customer, product)
    wish(customer, product, list="gifts")
    assert stranger.delete(f"/wishlist/{product['id']}").status_code == 404
    assert customer.delete(f"/wishlist/{product['id']}", params={"list": "none"}).status_code == 404
    assert customer.delete(f"/wishlist/{product['id']}", params={"list": "gifts"}).status_code == 204
    assert customer.delete(f"/wishlist/{product['id']}", params={"list": "gifts"}).status_code == 404
    assert (wished(customer), wished(customer, "gifts")) == ([product["id"]], [])


def test_lists_are_renamed_and_forgotten(shop: Shop, admin: httpx.Client) -> None:
    customer, stranger, product = shop.customer(), shop.customer(), make_product(admin)
    wish(customer, product, list="gifts")
    wish(customer, product)
    assert stranger.put("/wishlist/lists/gifts", json={"name": "mine"}).status_code == 404
    renamed = customer.put("/wishlist/lists/gifts", json={"name": "für Ödön"}).json()
    assert (renamed["name"], renamed["wishes"]) == ("für Ödön", 1)
    taken = customer.put("/wishlist/lists/für Ödön", json={"name": "default"})
    assert (taken.status_code, taken.json()["code"]) == (409, "wishlist_exists")
    assert stranger.delete("/wishlist/lists/für Ödön").status_code == 404
    assert customer.delete("/wishlist/lists/für Ödön").status_code == 204
    assert customer.delete("/wishlist/lists/für Ödön").status_code == 404
    assert [found["name"] for found in customer.get("/wishlist/lists").json()["items"]] == ["default"]


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a/b", "a\x00b", " a", "a ", "x" * 51, 7])
def test_a_name_that_is_none_is_invalid(shop: Shop, admin: httpx.Client, name: object) -> None:
    customer, product = shop.customer(), make_product(admin)
    assert customer.post("/wishlist", json={"product_id": product["id"], "list": name}).status_code in (400, 422)
    wish(customer, product)
    assert customer.put("/wishlist/lists/default", json={"name": name}).status_code in (400, 422)


def test_moving_puts_a_wish_into_the_cart_and_takes_it_out_of_its_list(shop: Shop, admin: httpx.Client) -> None:
    customer, product = shop.customer(), make_product(admin)
    fill_cart(customer, product["variants"][0]["id"], 1)
    wish(customer, product, list="gifts")
    path = f"/wishlist/{product['id']}/move-to-cart"
    assert customer.post(path).status_code == 404
    cart = customer.post(path, params={"list": "gifts"}, json={"quantity": 2}).json()
    assert [(i["variant_id"], i["quantity"]) for i in cart["items"]] == [(product["variants"][0]["id"], 3)]
    assert wished(customer, "gifts") == []
    assert customer.post(path, params={"list": "gifts"}).status_code == 404


def test_what_the_cart_refuses_stays_in_the_list(shop: Shop, admin: httpx.Client) -> None:
    customer, sold_out, archived = shop.customer(), make_product(admin, stock=1), make_product(admin)
    for product in (sold_out, archived):
        wish(customer, product)
    make_order(shop.guest(), sold_out["variants"][0]["id"])
    assert admin.delete(f"/products/{archived['id']}").status_code in (200, 204)
    for product, code in ((sold_out, "insufficient_stock"), (archived, "unavailable")):
        answer = customer.post(f"/wishlist/{product['id']}/move-to-cart")
        assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert wished(customer) == [archived["id"], sold_out["id"]]
    assert customer.get("/cart").json()["items"] == []


def test_of_several_variants_one_is_chosen(shop: Shop, admin: httpx.Client) -> None:
    customer, product, other = shop.customer(), two_sizes(admin), make_product(admin)
    path = f"/wishlist/{product['id']}/move-to-cart"
    small, medium = (variant["id"] for variant in product["variants"])
    wish(customer, product)
    assert customer.post(path).status_code == 422
    assert customer.post(path, json={"variant_id": other["variants"][0]["id"]}).status_code == 404
    assert [i["variant_id"] for i in customer.post(path, json={"variant_id": small}).json()["items"]] == [small]
    wish(customer, product, variant_id=medium)
    assert [i["variant_id"] for i in customer.post(path).json()["items"]] == [small, medium]


def test_a_wish_that_is_moved_from_many_windows_is_in_the_cart_once(shop: Shop, admin: httpx.Client) -> None:
    customer, product = shop.customer(), make_product(admin, stock=50)
    wish(customer, product)
    path = f"/wishlist/{product['id']}/move-to-cart"
    answers = all_at_once([customer] * 10, lambda window: patiently(lambda: window.post(path)))
    assert collections.Counter(a.status_code for a in answers) == {200: 1, 404: 9}
    assert [i["quantity"] for i in customer.get("/cart").json()["items"]] == [1]


def test_there_are_twenty_lists_however_many_are_made_at_once(shop: Shop, admin: httpx.Client) -> None:
    customer, product = shop.customer(), make_product(admin)
    bodies = [{"product_id": product["id"], "list": f"list {n}"} for n in range(25)]
    answers = all_at_once(bodies, lambda body: patiently(lambda: customer.post("/wishlist", json=body)))
    assert collections.Counter(a.status_code for a in answers) == {201: 20, 409: 5}
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"too_many_wishlists"}
    kept = customer.get("/wishlist/lists").json()["items"][0]["name"]
    assert customer.post("/wishlist", json={"product_id": product["id"], "list": kept}).status_code == 201


def test_a_list_has_two_hundred_wishes(shop: Shop, shelf: list[str]) -> None:
    customer = shop.customer()
    for product_id in shelf[:200]:
        assert customer.post("/wishlist", json={"product_id": product_id}).status_code == 201
    refused = customer.post("/wishlist", json={"product_id": shelf[200]})
    assert (refused.status_code, refused.json()["code"]) == (409, "wishlist_full")
    again = customer.post("/wishlist", json={"product_id": shelf[0], "note": "this one"})
    assert (again.status_code, again.json()["note"]) == (201, "this one")
    page = customer.get("/wishlist", params={"limit": 60}).json()
    found = [item["product_id"] for item in page["items"]]
    while page["next_cursor"] is not None:
        page = customer.get("/wishlist", params={"limit": 60, "cursor": page["next_cursor"]}).json()
        found += [item["product_id"] for item in page["items"]]
    assert (found, page["total"]) == (shelf[199::-1], 200)


def test_a_closed_account_leaves_no_wishes_and_its_file_has_them_before(shop: Shop, admin: httpx.Client) -> None:
    customer, product = shop.customer(), make_product(admin)
    wish(customer, product, list="gifts", note="for Ada")
    user_id = customer.get("/auth/me").json()["id"]
    (kept,) = customer.get("/auth/me/export").json()["wishlists"]
    assert (kept["list"], kept["product"], kept["note"]) == ("gifts", product["name"], "for Ada")
    assert customer.delete("/auth/me").status_code == 204
    shop.until(lambda: not shop.sql("SELECT 1 FROM wishlists WHERE user_id = $1", user_id))
