"""Stock as pages: found, counted, moved, and watched."""

import re

import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.inventory.stock_keeping import default_location, ledger, open_location, shares
from tests.pages.browser import Visitor, admin_visitor
from tests.shop import Shop, unique


def test_a_variant_is_found_by_a_part_of_its_sku_or_a_word_of_its_product_and_by_how_many_there_are(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    word = unique("lantern").replace("-", "")
    full, low, out = (
        make_product(shop.admin(), stock=stock, name=f"{word} {stock}")["variants"][0] for stock in (50, 2, 0)
    )

    def found(query: str) -> set[str]:
        page = visitor.get(f"/admin/inventory?{query}")
        assert page.status_code == 200
        assert len(page.content) < 100_000
        return set(re.findall(r'<th scope="row"><a href="/admin/inventory/([^"]+)"', page.text))

    assert found(f"q={word}") == {full["id"], low["id"], out["id"]}
    assert found(f"q={word}&level=low") == {low["id"], out["id"]}
    assert found(f"q={word}&level=out") == {out["id"]}
    assert found(f"q={full['sku'][2:-2].lower()}") == {full["id"]}
    assert "No variant fits" in visitor.get("/admin/inventory?q=nothingiscalledso").text


def test_a_shop_without_products_says_where_to_begin_and_a_variant_leads_to_its_product(opener: ShopOpener) -> None:
    with opener(worker=False) as shop:
        visitor, _ = admin_visitor(shop)
        empty = visitor.get("/admin/inventory").text
        assert "nothing to keep in stock yet" in empty
        assert visitor.get(*re.findall(r'<p><a href="(/admin/products/[^"]+)"', empty)).status_code == 200
        product = make_product(shop.admin())
        page = visitor.get(f"/admin/inventory/{product['variants'][0]['id']}").text
        (link,) = re.findall(r'<a class="button" href="([^"]+)">The product</a>', page)
        assert product["name"] in visitor.get(link).text


def test_pieces_come_in_and_go_with_a_reason_that_the_ledger_and_the_audit_log_keep(shop: Shop) -> None:
    visitor, address = admin_visitor(shop)
    variant_id = make_product(shop.admin(), stock=5)["variants"][0]["id"]
    path = f"/admin/inventory/{variant_id}"
    visitor.get(path)
    for how, quantity, reason in (("add", "7", "delivery 4711"), ("take", "2", "broken")):
        answer = visitor.post(f"{path}/adjust", {"how": how, "quantity": quantity, "seen": "5", "reason": reason})
        assert answer.headers["location"] == f"{path}?done=adjusted"
    page = visitor.get(path).text
    assert "delivery 4711" in page
    assert "<dt>On hand</dt><dd>10</dd>" in page
    assert [line["delta"] for line in ledger(shop.admin(), variant_id=variant_id)] == [-2, 7, 5]
    actions = shop.sql("SELECT action FROM audit_log WHERE object_id = $1", variant_id)
    assert actions == [{"action": "inventory.adjust"}] * 2
    user = shop.sql("SELECT id::text FROM users WHERE email = $1", address)[0]["id"]
    found = visitor.get(f"/admin/inventory/movements?actor_id={user}&reason=adjustment").text
    assert "broken" in found
    assert "delivery 4711" in found
    assert "No movement fits" in visitor.get(f"/admin/inventory/movements?actor_id={user}&reason=refund").text


def test_a_count_holds_only_where_nothing_was_sold_since_it_was_shown(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    variant_id = make_product(shop.admin(), stock=5)["variants"][0]["id"]
    path = f"/admin/inventory/{variant_id}"
    page = visitor.get(path).text
    assert re.findall(r'name="seen" value="(\d+)"', page) == ["5"]
    make_order(shop.guest(), variant_id, 1)
    counted = {"how": "set", "quantity": "9", "reason": "counted on Monday"}
    late = visitor.post(f"{path}/adjust", {**counted, "seen": "5"})
    assert late.status_code == 409
    assert "4 are there, 5 were expected" in late.text
    assert 'value="counted on Monday"' in late.text
    assert 'value="9"' in late.text
    assert re.findall(r'name="seen" value="(\d+)"', late.text) == ["4"]
    assert visitor.post(f"{path}/adjust", {**counted, "seen": "4"}).status_code == 303
    assert shop.admin().get(f"/admin/inventory/{variant_id}").json()["on_hand"] == 9


@pytest.mark.parametrize(
    ("quantity", "status", "words"),
    [("many", 422, "A whole number"), ("-1", 422, "Not less than 0"), ("0", 422, "Not less than 1"), ("", 422, "Fill")],
)
def test_a_number_that_is_none_is_explained_and_kept(shop: Shop, quantity: str, status: int, words: str) -> None:
    visitor, _ = admin_visitor(shop)
    variant_id = make_product(shop.admin(), stock=5)["variants"][0]["id"]
    path = f"/admin/inventory/{variant_id}"
    visitor.get(path)
    form = {"how": "add", "quantity": quantity, "seen": "5", "reason": "found behind the shelf"}
    answer = visitor.post(f"{path}/adjust", form)
    assert answer.status_code == status
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'value="found behind the shelf"' in answer.text
    assert [line["delta"] for line in ledger(shop.admin(), variant_id=variant_id)] == [5]


def test_more_than_there_is_cannot_be_taken(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    variant_id = make_product(shop.admin(), stock=5)["variants"][0]["id"]
    path = f"/admin/inventory/{variant_id}"
    visitor.get(path)
    answer = visitor.post(f"{path}/adjust", {"how": "take", "quantity": "6", "seen": "5", "reason": "gone"})
    assert answer.status_code == 409
    assert "5 are there, 6 cannot be taken" in answer.text


def test_stock_is_counted_at_one_location_and_moved_to_another(fresh_shop: Shop) -> None:
    visitor, _ = admin_visitor(fresh_shop)
    admin = fresh_shop.admin()
    variant = make_product(admin, stock=5)["variants"][0]
    path = f"/admin/inventory/{variant['id']}"
    assert "Where it lies" not in visitor.get(path).text
    default, north = default_location(admin), open_location(admin, name="North hall")
    assert "Where it lies" in visitor.get(path).text
    move = {"from_location_id": default, "to_location_id": north, "pieces": "3"}
    assert visitor.post(f"{path}/transfer", move).headers["location"] == f"{path}?done=transferred"
    again = visitor.post(f"{path}/transfer", {**move, "note": "for the fair"})
    assert again.status_code == 409
    assert 'value="for the fair"' in again.text
    page = visitor.get(f"{path}?at={north}").text
    assert "Change the stock at North hall" in page
    assert re.findall(r'name="seen" value="(\d+)"', page) == ["3"]
    counted = visitor.post(
        f"{path}/adjust?at={north}", {"how": "set", "quantity": "1", "seen": "3", "reason": "counted"}
    )
    assert counted.headers["location"] == f"{path}?at={north}&done=adjusted"
    assert shares(admin, variant["id"]) == {default: 2, north: 1}
    listed = visitor.get(f"/admin/inventory?location_id={north}").text
    assert "North hall: 1" in listed
    other = make_product(admin, stock=5)["variants"][0]
    assert other["sku"] not in visitor.get(f"/admin/inventory?location_id={north}").text
    assert other["sku"] in visitor.get(f"/admin/inventory?location_id={default}").text


def test_what_runs_low_is_listed_from_its_threshold_on(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    product = make_product(shop.admin(), stock=0)
    variant = product["variants"][0]
    path = f"/admin/inventory/{variant['id']}"
    page = visitor.get("/admin/inventory/alerts?sold_out=true")
    assert page.status_code == 200
    visitor.get(path)
    visitor.post(f"{path}/adjust", {"how": "add", "quantity": "40", "seen": "0", "reason": "delivery"})
    assert visitor.post(f"{path}/threshold", {"threshold": "nine"}).status_code == 422
    low = f"/admin/inventory?q={variant['sku']}&level=low"
    assert "No variant fits" in visitor.get(low).text
    assert visitor.post(f"{path}/threshold", {"threshold": "40"}).headers["location"] == f"{path}?done=threshold_set"
    assert variant["id"] in visitor.get(low).text


def test_an_admin_chooses_the_mails_that_he_gets(shop: Shop) -> None:
    visitor, _ = admin_visitor(shop)
    visitor.get("/admin/inventory/alerts")
    answer = visitor.post("/admin/inventory/alerts/mails", {"sold_out": "true"})
    assert answer.headers["location"] == "/admin/inventory/alerts?done=mails_chosen"
    page = visitor.get("/admin/inventory/alerts").text
    assert re.findall(r'name="(digest|sold_out)" value="true"( checked)?>', page) == [
        ("digest", ""),
        ("sold_out", " checked"),
    ]


def test_customers_see_and_change_no_stock(shop: Shop) -> None:
    customer, _, _ = shop.user("customer")
    variant_id = make_product(shop.admin(), stock=5)["variants"][0]["id"]
    visitor = Visitor(shop, Authorization=customer.headers["Authorization"])
    for path in ("", "/movements", "/alerts", f"/{variant_id}"):
        assert visitor.get(f"/admin/inventory{path}").status_code == 403
    form = {"how": "add", "quantity": "1", "seen": "5", "reason": "mine"}
    assert visitor.post(f"/admin/inventory/{variant_id}/adjust", form).status_code == 403
    assert [line["delta"] for line in ledger(shop.admin(), variant_id=variant_id)] == [5]
