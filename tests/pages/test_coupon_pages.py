"""Coupons as pages: made, changed under others' eyes, and ended."""

import re
from typing import Any

import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_category, make_product
from tests.factories.orders import fill_cart, place_order
from tests.factories.pricing import apply_coupon, make_coupon
from tests.pages.browser import Visitor, admin_visitor
from tests.shop import Shop, unique


def stored(shop: Shop, path: str) -> dict[str, Any]:
    found: dict[str, Any] = shop.admin().get(path).json()
    return found


def version_of(page: str) -> str:
    (found,) = set(re.findall(r'name="version" value="(\d+)"', page))
    return str(found)


def test_a_coupon_is_made_with_every_field_that_it_has(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    category, product = make_category(shop.admin()), make_product(shop.admin())
    code = unique("SPRING").upper()
    visitor.get("/admin/coupons/new")
    made = visitor.post(
        "/admin/coupons",
        {
            "code": code.lower(),
            "name": "Spring",
            "type": "percentage",
            "decimal:percent": "12,5",
            "money:amount": "",
            "money:min_total": "19.99",
            "category_ids[]": category["id"],
            "lines:products": f"{product['slug']}\r\n{product['variants'][0]['sku']}\r\n",
            "time:starts_at": "2026-03-01T09:00",
            "time:ends_at": "2099-05-31T18:30",
            "usage_limit": "100",
            "per_customer_limit": "1",
            "first_order_only": "true",
            "combinable": "true",
            "is_active": "true",
        },
    )
    assert made.status_code == 303
    path = made.headers["location"].partition("?")[0]
    coupon = stored(shop, path)
    assert {name: coupon[name] for name in ("code", "name", "type", "value", "min_total")} == {
        "code": code,
        "name": "Spring",
        "type": "percentage",
        "value": 12.5,
        "min_total": 1999,
    }
    assert (coupon["category_ids"], coupon["product_ids"]) == ([category["id"]], [product["id"]])
    assert coupon["ends_at"].startswith("2099-05-31T18:30:00")
    assert (coupon["usage_limit"], coupon["per_customer_limit"]) == (100, 1)
    assert coupon["first_order_only"]
    assert coupon["combinable"]
    assert coupon["is_active"]
    page = visitor.get(path).text
    assert 'value="12.5"' in page
    assert 'value="19.99"' in page
    assert 'value="2099-05-31T18:30"' in page
    assert re.search(rf'value="{category["id"]}" checked', page)
    assert product["slug"] in page
    actions = shop.sql("SELECT action FROM audit_log WHERE object_id = $1", coupon["id"])
    assert actions == [{"action": "coupon.create"}]


def test_a_promotion_that_makes_pieces_cheaper_has_no_code_and_the_list_says_what_it_does(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    name = unique("Third one")
    visitor.get("/admin/coupons/new")
    form = {"name": name, "type": "buy_x_get_y", "buy_quantity": "2", "get_quantity": "1"}
    made = visitor.post("/admin/coupons", form)
    assert made.status_code == 303
    listed = visitor.get(f"/admin/coupons?q={name}").text
    assert "Of 3 the cheapest free" in " ".join(listed.split())
    assert "applies by itself" in listed
    assert 'class="badge off">off' in listed, "the box was not ticked"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"type": "fixed", "money:amount": "nineteen"}, "is not an amount of money"),
        ({"type": "fixed", "money:amount": "19.999"}, "more decimals"),
        ({"type": "fixed"}, "say how much it takes off"),
        ({"type": "percentage", "decimal:percent": "120"}, "Not more than 100"),
        ({"type": "percentage", "decimal:percent": "a lot"}, "a number like 12.5"),
        ({"type": "percentage", "decimal:percent": "1.234"}, "at most two decimals"),
        ({"type": "free_shipping", "decimal:percent": "5"}, "only a percentage"),
        ({"type": "percentage", "decimal:percent": "5", "code": "NO SPACES"}, "Letters, digits, hyphens"),
        ({"type": "percentage", "decimal:percent": "5", "usage_limit": "0"}, "Not less than 1"),
        ({"type": "percentage", "decimal:percent": "5", "lines:products": "no-such-thing-at-all"}, "no product with"),
        ({"type": "percentage", "decimal:percent": "5", "time:ends_at": "tomorrow"}, "A day and a time"),
        (
            {
                "type": "percentage",
                "decimal:percent": "5",
                "time:starts_at": "2026-05-01T00:00",
                "time:ends_at": "2026-04-01T00:00",
            },
            "it ends before it starts",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_all_that_was_typed_is_kept(
    shop: Shop, wrong: dict[str, str], words: str
) -> None:
    visitor, _ = admin_visitor(shop)
    visitor.get("/admin/coupons/new")
    name = unique("Kept")
    answer = visitor.post("/admin/coupons", {"code": unique("K"), "name": name, "combinable": "true", **wrong})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{name}"' in answer.text
    assert 'name="combinable" value="true" checked' in answer.text
    for typed in wrong.values():
        assert typed in answer.text
    assert "No coupon fits" in visitor.get(f"/admin/coupons?q={name}").text


def test_a_code_that_is_taken_is_refused(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    taken = make_coupon(shop.admin())
    visitor.get("/admin/coupons/new")
    form = {"code": taken["code"], "type": "percentage", "decimal:percent": "5"}
    answer = visitor.post("/admin/coupons", form)
    assert answer.status_code == 409
    assert "There is a coupon with this code" in answer.text


def test_who_comes_second_sees_both_versions_and_may_save_over_the_first(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    coupon = make_coupon(shop.admin(), value=10)
    path = f"/admin/coupons/{coupon['id']}"
    seen = version_of(visitor.get(path).text)
    theirs = {"code": coupon["code"], "type": "percentage", "value": 15, "name": "Theirs"}
    assert shop.admin().put(path, json=theirs).status_code == 200
    mine = {"code": coupon["code"], "type": "percentage", "decimal:percent": "20", "name": "Mine", "is_active": "true"}
    late = visitor.post(path, {**mine, "version": seen})
    assert late.status_code == 412
    rows = re.findall(r'<tr><th scope="row">([^<]+)</th><td[^>]*>([^<]+)</td><td[^>]*>([^<]+)</td></tr>', late.text)
    assert rows == [("Name", "Mine", "Theirs"), ("Percent off", "20", "15")]
    assert 'value="Mine"' in late.text
    assert stored(shop, path)["name"] == "Theirs"
    now = version_of(late.text)
    assert now != seen
    assert visitor.post(path, {**mine, "version": now}).headers["location"] == f"{path}?done=coupon_saved"
    assert (stored(shop, path)["name"], stored(shop, path)["value"]) == ("Mine", 20)


def test_a_coupon_is_paused_and_then_ended(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    coupon = make_coupon(shop.admin(), "fixed", 500)
    path = f"/admin/coupons/{coupon['id']}"
    page = visitor.get(path).text
    assert 'value="5.00"' in page
    form = {"code": coupon["code"], "type": "fixed", "money:amount": "5", "version": version_of(page)}
    assert visitor.post(path, form).status_code == 303
    assert stored(shop, path)["is_active"] is False
    late = visitor.post(f"{path}/end", {"version": version_of(page)})
    assert late.status_code == 412
    assert "Yours and theirs" not in late.text
    ended = visitor.post(f"{path}/end", {"version": version_of(late.text)})
    assert ended.headers["location"] == "/admin/coupons?done=coupon_ended"
    assert visitor.get(path).status_code == 404


def test_a_coupon_shows_the_orders_that_used_it_and_what_it_cost(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    coupon = make_coupon(shop.admin(), "fixed", 500)
    variant_id = make_product(shop.admin(), price=2_000)["variants"][0]["id"]
    guest = shop.guest()
    fill_cart(guest, variant_id)
    assert apply_coupon(guest, coupon["code"]).status_code == 200
    order = place_order(guest).json()
    page = visitor.get(f"/admin/coupons/{coupon['id']}").text
    assert "$5.00</dd>" in page
    (link,) = re.findall(r'<a href="([^"]+coupon_id=[^"]+)">1</a>', page)
    assert order["number"] in visitor.get(link.replace("&amp;", "&")).text
    assert "$5.00" in visitor.get(f"/admin/coupons?q={coupon['code']}").text


def test_customers_neither_see_nor_make_coupons(shop: Shop) -> None:
    customer, _, _ = shop.user("customer")
    coupon = make_coupon(shop.admin())
    visitor = Visitor(shop, Authorization=customer.headers["Authorization"])
    for path in ("", "/new", f"/{coupon['id']}"):
        assert visitor.get(f"/admin/coupons{path}").status_code == 403
    form = {"code": unique("MINE"), "type": "percentage", "decimal:percent": "99"}
    assert visitor.post("/admin/coupons", form).status_code == 403
    assert visitor.post(f"/admin/coupons/{coupon['id']}/end").status_code == 403
    assert stored(shop, f"/admin/coupons/{coupon['id']}")["code"] == coupon["code"]


def test_an_amount_has_the_digits_of_the_stores_currency(opener: ShopOpener) -> None:
    with opener(worker=False, ROWLOCK_CURRENCY="JPY") as shop:
        visitor, _ = admin_visitor(shop)
        visitor.get("/admin/coupons/new")
        form = {"code": "YEN", "type": "fixed", "money:amount": "500.5", "money:min_total": "3000"}
        refused = visitor.post("/admin/coupons", form)
        assert refused.status_code == 422
        assert "more decimals than JPY has" in refused.text
        made = visitor.post("/admin/coupons", {**form, "money:amount": "500"})
        path = made.headers["location"].partition("?")[0]
        assert (stored(shop, path)["value"], stored(shop, path)["min_total"]) == (500, 3_000)
        page = visitor.get(path).text
        assert "¥500 off" in page
        assert 'name="money:amount" type="text" value="500"' in page
