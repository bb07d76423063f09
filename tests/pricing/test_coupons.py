"""Coupons and promotions over HTTP: made by admins, put into carts, redeemed by orders, given back."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.concurrency.crowd import all_at_once
from tests.conftest import ShopOpener
from tests.factories.catalogue import make_category, make_product
from tests.factories.orders import fill_cart, make_order, place_order
from tests.factories.pricing import apply_coupon, make_coupon
from tests.shop import Shop, patiently, unique


def variant_of(admin: httpx.Client, **more: Any) -> str:
    variant_id: str = make_product(admin, **{"price": 1_000, "stock": 500, **more})["variants"][0]["id"]
    return variant_id


def test_a_coupon_is_put_into_the_cart_shown_and_redeemed_with_the_order(shop: Shop) -> None:
    admin, customer = shop.admin(), shop.customer()
    coupon = make_coupon(admin, value=12.5)
    fill_cart(customer, variant_of(admin), 3)
    cart = apply_coupon(customer, coupon["code"].lower()).json()
    assert (cart["coupon"], cart["discount_total"], cart["total"]) == (coupon["code"], 375, 2_625)
    assert cart["coupons"][0]["applies"] is True
    order = place_order(customer, expected_total=2_625).json()
    assert (order["coupon"], order["discount_total"], order["total"]) == (coupon["code"], 375, 2_625)
    assert order["items"][0]["discount"] == 375
    seen = admin.get(f"/admin/coupons/{coupon['id']}").json()
    assert (seen["used"], seen["given"], seen["value"]) == (1, 375, 12.5)


def test_a_coupon_can_be_taken_out_again(shop: Shop) -> None:
    admin, customer = shop.admin(), shop.customer()
    coupon = make_coupon(admin)
    fill_cart(customer, variant_of(admin))
    apply_coupon(customer, coupon["code"])
    assert customer.delete("/cart/coupon").json()["coupons"] == []
    apply_coupon(customer, coupon["code"])
    assert customer.request("DELETE", "/cart/coupon", params={"code": "OTHER"}).json()["coupon"] == coupon["code"]
    assert customer.request("DELETE", "/cart/coupon", params={"code": coupon["code"]}).json()["coupon"] is None


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"ends_at": "2020-01-01T00:00:00Z"}, "ended"),
        ({"is_active": False}, "not_active"),
    ],
)
def test_a_coupon_that_can_never_apply_is_refused_with_its_reason(
    shop: Shop, given: dict[str, Any], reason: str
) -> None:
    admin, customer = shop.admin(), shop.customer()
    fill_cart(customer, variant_of(admin))
    answer = apply_coupon(customer, make_coupon(admin, **given)["code"])
    assert (answer.status_code, answer.json()["code"], answer.json()["reason"]) == (409, "coupon_invalid", reason)
    unknown = apply_coupon(customer, "NO-SUCH-CODE")
    assert (unknown.status_code, unknown.json()["reason"]) == (409, "unknown")
    assert apply_coupon(shop.customer(), "ANY").json()["code"] == "cart_empty"


def test_a_coupon_that_does_not_apply_yet_is_kept_and_keeps_the_order_from_another_price(shop: Shop) -> None:
    admin, customer = shop.admin(), shop.customer()
    variant_id = variant_of(admin)
    coupon = make_coupon(admin, "fixed", 500, min_total=2_000)
    fill_cart(customer, variant_id)
    cart = apply_coupon(customer, coupon["code"]).json()
    assert (cart["coupons"][0]["reason"], cart["coupons"][0]["missing"]) == ("minimum_total", 1_000)
    refused = place_order(customer)
    assert (refused.status_code, refused.json()["code"]) == (409, "coupon_invalid")
    assert refused.json()["coupons"][0]["reason"] == "minimum_total"
    assert customer.get("/cart").json()["items"]
    fill_cart(customer, variant_id)
    assert place_order(customer).json()["total"] == 1_500


def test_who_names_the_total_without_a_coupon_gets_it(shop: Shop) -> None:
    admin, customer = shop.admin(), shop.customer()
    coupon = make_coupon(admin, "fixed", 500, min_total=2_000)
    fill_cart(customer, variant_of(admin))
    apply_coupon(customer, coupon["code"])
    order = place_order(customer, expected_total=1_000).json()
    assert (order["total"], order["coupon"]) == (1_000, None)
    assert admin.get(f"/admin/coupons/{coupon['id']}").json()["used"] == 0


def test_t_mon_06_a_coupon_that_ends_between_cart_and_order_is_told(shop: Shop) -> None:
    admin, customer = shop.admin(), shop.customer()
    coupon = make_coupon(admin)
    fill_cart(customer, variant_of(admin))
    seen = apply_coupon(customer, coupon["code"]).json()["total"]
    shop.execute("UPDATE coupons SET ends_at = now() WHERE id = $1", coupon["id"])
    answer = place_order(customer, expected_total=seen)
    assert (answer.status_code, answer.json()["coupons"][0]["reason"]) == (409, "ended")
    customer.delete("/cart/coupon")
    changed = place_order(customer, expected_total=seen)
    assert (changed.json()["code"], changed.json()["total"]) == ("total_changed", 1_000)


def test_t_mon_06_a_price_that_rises_between_cart_and_order_is_told(shop: Shop) -> None:
    admin, customer = shop.admin(), shop.customer()
    product = make_product(admin, price=1_000)
    variant_id = product["variants"][0]["id"]
    seen = fill_cart(customer, variant_id)["total"]
    admin.patch(f"/products/{product['id']}/variants/{variant_id}", json={"price": 1_100})
    assert customer.get("/cart").json()["items"][0]["problem"] == "price_changed"
    answer = place_order(customer, expected_total=seen)
    assert (answer.json()["code"], answer.json()["total"]) == ("total_changed", 1_100)


def test_t_mon_01_a_client_sets_no_price(shop: Shop) -> None:
    customer = shop.customer()
    fill_cart(customer, variant_of(shop.admin()))
    for name in ("total", "discount", "price", "coupon"):
        fields: dict[str, Any] = {name: 1}
        assert place_order(customer, **fields).status_code == 422


def test_t_mon_03_a_discount_of_more_than_all_is_refused_where_it_is_made(shop: Shop) -> None:
    admin = shop.admin()
    for body in (
        {"type": "percentage", "value": 100.01},
        {"type": "percentage", "value": -10},
        {"type": "percentage", "value": 0},
        {"type": "percentage", "value": 33.333},
        {"type": "fixed", "value": 9.5},
        {"type": "buy_x_get_y", "value": 100, "buy_quantity": 1},
        {"type": "free_shipping", "value": 5},
    ):
        assert admin.post("/admin/coupons", json={"code": unique("C"), **body}).status_code == 422, body
    everything = make_coupon(admin, value=100)
    customer = shop.customer()
    fill_cart(customer, variant_of(admin), 2)
    assert apply_coupon(customer, everything["code"]).json()["total"] == 0
    assert place_order(customer).json()["total"] == 0
    fixed = make_coupon(admin, "fixed", 1_000_000)
    fill_cart(customer, variant_of(admin))
    assert apply_coupon(customer, fixed["code"]).json()["total"] == 0


def test_t_mon_04_the_same_coupon_counts_once_and_only_what_combines_goes_together(shop: Shop) -> None:
    admin, customer = shop.admin(), shop.customer()
    first, second = (make_coupon(admin, combinable=True) for _ in range(2))
    alone = make_coupon(admin, value=50)
    fill_cart(customer, variant_of(admin))
    for _ in range(2):
        assert apply_coupon(customer, first["code"]).json()["discount_total"] == 100
    assert apply_coupon(customer, second["code"]).json()["discount_total"] == 190
    clash = apply_coupon(customer, alone["code"])
    assert (clash.status_code, clash.json()["code"]) == (409, "coupon_not_combinable")
    order = place_order(customer).json()
    rows = shop.sql("SELECT amount FROM coupon_redemptions WHERE order_id = $1 ORDER BY amount", order["id"])
    assert [row["amount"] for row in rows] == [90, 100]


def test_coupons_are_for_categories_with_all_below_and_for_products(shop: Shop) -> None:
    admin, customer = shop.admin(), shop.customer()
    top = make_category(admin)
    below = make_category(admin, parent_id=top["id"])
    inside, outside = variant_of(admin, category_id=below["id"]), variant_of(admin)
    product_id = shop.sql("SELECT product_id::text AS id FROM variants WHERE id = $1", outside)[0]["id"]
    fill_cart(customer, inside, 2)
    fill_cart(customer, outside)
    by_category = make_coupon(admin, value=50, category_ids=[top["id"]])
    assert apply_coupon(customer, by_category["code"]).json()["discount_total"] == 1_000
    customer.delete("/cart/coupon")
    by_product = make_coupon(admin, value=50, product_ids=[product_id])
    assert apply_coupon(customer, by_product["code"]).json()["discount_total"] == 500
    ghost = "019a0000-0000-7000-8000-000000000000"
    bad = admin.post("/admin/coupons", json={"code": unique("C"), "type": "fixed", "value": 1, "product_ids": [ghost]})
    assert (bad.status_code, bad.json()["errors"][0]["path"]) == (422, "product_ids")


def test_a_first_order_coupon_knows_guests_by_their_address(shop: Shop) -> None:
    admin = shop.admin()
    variant_id = variant_of(admin)
    coupon = make_coupon(admin, first_order_only=True)
    address = f"{unique('ada')}@shop.example"
    first, again = shop.guest(), shop.guest()
    make_order(first, variant_id, email=address)
    fill_cart(again, variant_id)
    apply_coupon(again, coupon["code"])
    answer = place_order(again, email=address.upper())
    assert (answer.status_code, answer.json()["coupons"][0]["reason"]) == (409, "first_order_only")
    assert place_order(again, email=f"{unique('new')}@shop.example").json()["discount_total"] == 100


def test_two_first_orders_at_once_have_one_coupon_for_first_orders(busy_shop: Shop) -> None:
    admin = busy_shop.admin()
    variant_id = variant_of(admin)
    coupon = make_coupon(admin, first_order_only=True)
    address = f"{unique('ada')}@shop.example"
    guests = []
    for number in range(8):
        guest = busy_shop.client(api=number % 2)
        fill_cart(guest, variant_id)
        apply_coupon(guest, coupon["code"])
        guests.append(guest)
    answers = all_at_once(guests, lambda guest: patiently(lambda: place_order(guest, email=address)))
    assert sorted(a.status_code for a in answers) == [201] + [409] * 7
    assert admin.get(f"/admin/coupons/{coupon['id']}").json()["used"] == 1


def test_a_cancelled_order_gives_its_coupon_back_once(shop: Shop) -> None:
    admin, customer = shop.admin(), shop.customer()
    variant_id = variant_of(admin)
    coupon = make_coupon(admin, usage_limit=1, per_customer_limit=1)
    fill_cart(customer, variant_id)
    apply_coupon(customer, coupon["code"])
    order = place_order(customer).json()
    fill_cart(customer, variant_id)
    assert apply_coupon(customer, coupon["code"]).json()["reason"] in ("used_up", "customer_limit")
    assert customer.post(f"/orders/{order['id']}/cancel").status_code == 200
    assert customer.post(f"/orders/{order['id']}/cancel").status_code == 409
    assert admin.get(f"/admin/coupons/{coupon['id']}").json()["used"] == 0
    apply_coupon(customer, coupon["code"])
    assert place_order(customer).json()["discount_total"] == 100


def test_an_automatic_promotion_needs_no_code(opener: ShopOpener) -> None:
    with opener() as shop:
        admin, customer = shop.admin(), shop.customer()
        deal = make_coupon(
            admin, "buy_x_get_y", None, code=None, name="3 for 2", buy_quantity=2, get_quantity=1, combinable=True
        )
        cart = fill_cart(customer, variant_of(admin), 3)
        assert (cart["discount_total"], cart["coupon"], cart["coupons"]) == (1_000, None, [])
        order = place_order(customer, expected_total=2_000).json()
        assert (order["discount_total"], order["coupon"]) == (1_000, None)
        explained = admin.get(f"/admin/coupons/{deal['id']}").json()
        assert (explained["used"], explained["given"]) == (1, 1_000)
        shop.assert_books_balance()


@pytest.fixture(scope="module")
def busy_shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener(apis=2) as shop:
        yield shop


def test_t_mon_05_a_coupon_with_one_use_is_used_once_by_fifty_at_once(busy_shop: Shop) -> None:
    admin = busy_shop.admin()
    variant_id = variant_of(admin)
    coupon = make_coupon(admin, usage_limit=1)
    buyers = []
    for number in range(50):
        guest = busy_shop.client(api=number % 2)
        fill_cart(guest, variant_id)
        assert apply_coupon(guest, coupon["code"]).status_code == 200
        buyers.append(guest)

    def buy(guest: httpx.Client) -> httpx.Response:
        return patiently(lambda: place_order(guest, email=f"{unique('b')}@shop.example"))

    answers = all_at_once(buyers, buy)
    assert sorted(a.status_code for a in answers) == [201] + [409] * 49
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"coupon_invalid"}
    assert admin.get(f"/admin/coupons/{coupon['id']}").json()["used"] == 1
    busy_shop.assert_books_balance()


def test_t_mon_05_a_customer_uses_a_coupon_as_often_as_he_may(busy_shop: Shop) -> None:
    admin = busy_shop.admin()
    variant_id = variant_of(admin)
    coupon = make_coupon(admin, per_customer_limit=1)
    address = f"{unique('ada')}@shop.example"
    guests = []
    for number in range(20):
        guest = busy_shop.client(api=number % 2)
        fill_cart(guest, variant_id)
        apply_coupon(guest, coupon["code"])
        guests.append(guest)
    answers = all_at_once(guests, lambda guest: patiently(lambda: place_order(guest, email=address)))
    assert sorted(a.status_code for a in answers) == [201] + [409] * 19
    assert {a.json()["code"] for a in answers if a.status_code == 409} == {"coupon_invalid"}
    busy_shop.assert_books_balance()


def test_a_stale_edit_is_refused_and_an_archived_code_is_free_again(shop: Shop) -> None:
    admin = shop.admin()
    coupon = make_coupon(admin)
    tag = admin.get(f"/admin/coupons/{coupon['id']}").headers["etag"]
    body = {"code": coupon["code"], "type": "percentage", "value": 20}
    path = f"/admin/coupons/{coupon['id']}"
    assert admin.put(path, json=body, headers={"If-Match": tag}).json()["value"] == 20
    assert admin.put(path, json=body, headers={"If-Match": tag}).status_code == 412
    assert admin.post("/admin/coupons", json=body | {"code": coupon["code"].lower()}).json()["code"] == "duplicate_code"
    assert admin.delete(path).status_code == 204
    assert admin.get(path).status_code == 404
    assert admin.post("/admin/coupons", json=body).status_code == 201
    entries = admin.get("/admin/audit-log", params={"object_id": coupon["id"]}).json()["items"]
    assert {entry["action"] for entry in entries} >= {"coupon.archive", "coupon.update", "coupon.create"}


def test_a_limit_below_what_was_used_is_refused(shop: Shop) -> None:
    admin = shop.admin()
    variant_id = variant_of(admin)
    coupon = make_coupon(admin)
    for _ in range(2):
        customer = shop.customer()
        fill_cart(customer, variant_id)
        apply_coupon(customer, coupon["code"])
        assert place_order(customer).status_code == 201
    body = {"code": coupon["code"], "type": "percentage", "value": 10, "usage_limit": 1}
    refused = admin.put(f"/admin/coupons/{coupon['id']}", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "usage_limit_reached")
    assert admin.put(f"/admin/coupons/{coupon['id']}", json=body | {"usage_limit": 2}).json()["used"] == 2
    late = shop.customer()
    fill_cart(late, variant_id)
    assert apply_coupon(late, coupon["code"]).json()["reason"] == "used_up"
