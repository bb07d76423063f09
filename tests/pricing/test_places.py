"""Transport and taxes by place, over HTTP, in a shop of its own: they concern everybody who buys in it."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import ADDRESS, fill_cart, place_order
from tests.factories.pricing import apply_coupon, make_coupon
from tests.shop import Shop, unique


@pytest.fixture(scope="module")
def abroad(opener: ShopOpener) -> Iterator[tuple[Shop, httpx.Client]]:
    """Ships to Great Britain by weight, to Scotland's islands for more, elsewhere for nothing; taxes Germany."""
    with opener() as shop:
        admin = shop.admin()
        britain = made(admin, "/admin/shipping/zones", name="Britain", places=[{"country": "GB"}])
        islands = made(admin, "/admin/shipping/zones", name="Islands", places=[{"country": "GB", "region": "Orkney"}])
        made(
            admin, "/admin/shipping/methods", code="standard", name="Royal Mail", zone_id=britain["id"],
            kind="by_weight", amount=300, tiers=[{"from": 2_000, "amount": 700}], free_over=20_000,
        )  # fmt: skip
        made(admin, "/admin/shipping/methods", code="express", name="Express", zone_id=britain["id"], amount=1_500,
             position=1, max_weight_grams=3_000)  # fmt: skip
        made(admin, "/admin/shipping/methods", code="ferry", name="Ferry", zone_id=islands["id"], amount=2_500)
        made(admin, "/admin/taxes/rates", name="MwSt", country="DE", rate=19)
        made(admin, "/admin/taxes/rates", name="MwSt", country="DE", tax_class="shipping", rate=19)
        assert admin.put("/admin/taxes/classes/books", json={"name": "Books"}).status_code == 200
        made(admin, "/admin/taxes/rates", name="MwSt 7", country="DE", tax_class="books", rate=7)
        made(admin, "/admin/taxes/rates", name="State", country="US", region="Oregon", rate=0)
        made(admin, "/admin/taxes/rates", name="Sales tax", country="US", rate=6.25)
        yield shop, admin


def made(admin: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
    answer = admin.post(path, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def to(country: str, region: str | None = None) -> dict[str, Any]:
    return {**ADDRESS, "country": country, "region": region}


def in_cart(shop: Shop, admin: httpx.Client, quantity: int = 1, **more: Any) -> httpx.Client:
    customer = shop.customer()
    weight = more.pop("weight_grams", 500)
    variants = [{"options": {}, "price": more.pop("price", 1_000), "stock": 99, "weight_grams": weight}]
    fill_cart(customer, make_product(admin, variants=variants, **more)["variants"][0]["id"], quantity)
    return customer


def test_a_place_is_served_by_the_ways_of_its_zone_and_else_by_those_for_all(
    abroad: tuple[Shop, httpx.Client],
) -> None:
    shop, admin = abroad
    customer = in_cart(shop, admin)

    def ways(**place: str) -> dict[str, int]:
        items = customer.get("/shipping-methods", params=place).json()["items"]
        return {item["code"]: item["amount"] for item in items}

    assert ways(country="FR") == {"standard": 0}
    assert ways(country="GB") == {"standard": 300, "express": 1_500}
    assert ways(country="GB", region="ÖRKNEY") == {"ferry": 2_500, "standard": 0}
    assert ways() == {"standard": 0}


def test_transport_is_charged_by_weight_and_free_above_its_total(abroad: tuple[Shop, httpx.Client]) -> None:
    shop, admin = abroad
    heavy = in_cart(shop, admin, 5)
    order = place_order(heavy, shipping_address=to("GB")).json()
    assert (order["shipping_total"], order["total"], order["shipping_method"]) == (700, 5_700, "standard")
    rich = in_cart(shop, admin, 2, price=10_000)
    assert place_order(rich, shipping_address=to("GB")).json()["shipping_total"] == 0
    too_heavy = in_cart(shop, admin, 10)
    refused = place_order(too_heavy, shipping_address=to("GB"), shipping_method="express")
    assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, "shipping_method")
    assert too_heavy.get("/cart").json()["items"], "a refused order leaves the cart"


def test_a_way_that_does_not_serve_the_address_is_refused(abroad: tuple[Shop, httpx.Client]) -> None:
    shop, admin = abroad
    customer = in_cart(shop, admin)
    answer = place_order(customer, shipping_address=to("FR"), shipping_method="express")
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "shipping_method")


def test_goods_and_transport_are_taxed_by_class_and_place(abroad: tuple[Shop, httpx.Client]) -> None:
    shop, admin = abroad
    customer = in_cart(shop, admin, 3, price=999)
    fill_cart(customer, make_product(admin, price=1_050, tax_class="books")["variants"][0]["id"])
    valid = customer.get("/cart/validate", params={"country": "DE"}).json()
    order = place_order(customer, shipping_address=to("DE"), expected_total=valid["total"]).json()
    assert [line["tax"] for line in order["items"]] == [569, 74]  # 2997 * 0.19, 1050 * 0.07
    assert (order["tax_total"], order["total"], order["prices_include_tax"]) == (643, 2_997 + 1_050 + 643, False)
    kept = shop.sql("SELECT tax_name, tax_rate_ppm FROM order_items WHERE order_id = $1 ORDER BY position", order["id"])
    assert [(row["tax_name"], row["tax_rate_ppm"]) for row in kept] == [("MwSt", 190_000), ("MwSt 7", 70_000)]
    oregon = place_order(in_cart(shop, admin), shipping_address=to("US", "oregon")).json()
    assert oregon["tax_total"] == 0
    ohio = place_order(in_cart(shop, admin), shipping_address=to("US", "Ohio")).json()
    assert ohio["tax_total"] == 63  # 62.5, half up
    assert place_order(in_cart(shop, admin), shipping_address=to("FR")).json()["tax_total"] == 0


def test_t_mon_10_an_order_keeps_its_tax_when_the_rate_changes(abroad: tuple[Shop, httpx.Client]) -> None:
    shop, admin = abroad
    rate = made(admin, "/admin/taxes/rates", name="Fen tax", country="NL", rate=10)
    order = place_order(in_cart(shop, admin), shipping_address=to("NL")).json()
    body = {"name": "Fen tax", "country": "NL", "rate": 20}
    path = f"/admin/taxes/rates/{rate['id']}"
    assert admin.put(path, json=body, headers={"If-Match": '"1"'}).json()["rate"] == 20
    assert admin.put(path, json=body, headers={"If-Match": '"1"'}).status_code == 412
    assert admin.delete(path).status_code == 204
    assert admin.get(f"/orders/{order['id']}").json()["tax_total"] == 100


def test_every_cent_is_explained(abroad: tuple[Shop, httpx.Client]) -> None:
    shop, admin = abroad
    customer = shop.customer()
    discount = {"type": "percentage", "value": 10}
    product = make_product(admin, price=1_000, discount=discount)
    fill_cart(customer, product["variants"][0]["id"], 2)
    coupon, later = make_coupon(admin, "fixed", 100), make_coupon(admin, value=50, min_total=100_000, combinable=True)
    apply_coupon(customer, coupon["code"])
    told = customer.get("/cart/explain", params={"country": "DE"}).json()
    (line,) = told["lines"]
    assert (line["base_price"], line["product_discount"], line["unit_price"], line["subtotal"]) == (
        1_000, 100, 900, 1_800,
    )  # fmt: skip
    assert line["discounts"] == [{"code": coupon["code"], "name": coupon["name"], "amount": 100}]
    assert line["tax"] == {"name": "MwSt", "rate": 19, "amount": 323}
    assert told["shipping"]["code"] == "standard"
    assert told["total"] == 1_700 + 323
    assert told["promotions"][0]["applies"] is True
    order = place_order(customer, shipping_address=to("DE")).json()
    kept = customer.get(f"/orders/{order['id']}/explain").json()
    assert (kept["lines"], kept["total"]) == (told["lines"], order["total"])
    fill_cart(customer, product["variants"][0]["id"], 2)
    apply_coupon(customer, later["code"])
    (promotion,) = customer.get("/cart/explain").json()["promotions"]
    assert (promotion["applies"], promotion["reason"], promotion["missing"]) == (False, "minimum_total", 98_200)
    assert promotion["detail"]


def test_prices_may_hold_their_tax(opener: ShopOpener) -> None:
    with opener(ROWLOCK_PRICES_INCLUDE_TAX="true") as shop:
        admin = shop.admin()
        shop.execute("UPDATE store SET prices_include_tax = true", as_owner=True)
        made(admin, "/admin/taxes/rates", name="MwSt", country="DE", rate=19)
        customer = in_cart(shop, admin, price=1_190)
        order = place_order(customer, shipping_address=to("DE")).json()
        assert (order["total"], order["tax_total"], order["prices_include_tax"]) == (1_190, 190, True)
        admin.post(f"/orders/{order['id']}/payments", json={"amount": 1_190})
        items = [{"item_id": order["items"][0]["id"], "quantity": 1}]
        back = admin.post(f"/orders/{order['id']}/refund", json={"items": items, "reason": "torn"})
        assert (back.status_code, back.json().get("amount")) == (201, 1_190), back.text
        shop.assert_books_balance()


def test_a_free_transport_coupon_takes_the_transport_off(abroad: tuple[Shop, httpx.Client]) -> None:
    shop, admin = abroad
    customer = in_cart(shop, admin)
    coupon = make_coupon(admin, "free_shipping", None)
    apply_coupon(customer, coupon["code"])
    order = place_order(customer, shipping_address=to("GB")).json()
    assert (order["shipping_total"], order["total"]) == (0, 1_000)
    assert admin.get(f"/admin/coupons/{coupon['id']}").json()["given"] == 300


def test_zones_methods_and_classes_in_use_stay(abroad: tuple[Shop, httpx.Client]) -> None:
    _, admin = abroad
    zones = {zone["name"]: zone for zone in admin.get("/admin/shipping/zones").json()["items"]}
    answer = admin.delete(f"/admin/shipping/zones/{zones['Britain']['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "zone_in_use")
    taken = admin.post("/admin/shipping/zones", json={"name": unique("Z"), "places": [{"country": "GB"}]})
    assert (taken.status_code, taken.json()["code"]) == (409, "place_taken")
    twice = admin.post("/admin/taxes/rates", json={"name": "Again", "country": "DE", "rate": 1})
    assert (twice.status_code, twice.json()["code"]) == (409, "duplicate_rate")
    make_product(admin, tax_class="books")
    assert admin.delete("/admin/taxes/classes/books").json()["code"] == "tax_class_in_use"
    assert admin.delete("/admin/taxes/classes/standard").json()["code"] == "tax_class_in_use"
    unknown = admin.post("/products", json={"name": unique("P"), "tax_class": "none", "variants": [{"price": 1}]})
    assert (unknown.status_code, unknown.json()["errors"][0]["path"]) == (422, "tax_class")


def test_t_mon_07_the_dearest_cart_is_priced_without_overflow(abroad: tuple[Shop, httpx.Client]) -> None:
    shop, admin = abroad
    customer = shop.customer()
    variants = [{"options": {"n": str(n)}, "price": 10**12, "stock": 10_000} for n in range(50)]
    product = make_product(admin, variants=variants)
    items = [{"variant_id": variant["id"], "quantity": 10_000} for variant in product["variants"]]
    assert customer.post("/cart/items", json={"items": items}).json()["cart"]["total"] == 50 * 10**16
    answer = place_order(customer, shipping_address=to("DE"))
    assert answer.status_code in (201, 422), answer.text
