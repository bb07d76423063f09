"""The list of the stock: what is found in it, and how it is paged."""

from typing import Any

import httpx

from tests.factories.catalogue import make_product
from tests.inventory.stock_keeping import open_location, transfer
from tests.shop import Shop, unique


def found(admin: httpx.Client, **filters: Any) -> list[str]:
    answer = admin.get("/admin/inventory", params=filters)
    assert answer.status_code == 200, answer.text
    return [line["variant_id"] for line in answer.json()["items"]]


def test_variants_are_found_by_words_of_their_product_or_a_part_of_their_sku(shop: Shop) -> None:
    admin = shop.admin()
    word = unique("lamp").replace("-", "")
    first, second = (make_product(admin, stock=3, name=f"{word} {colour}") for colour in ("red", "blue"))
    one, two = first["variants"][0], second["variants"][0]
    assert found(admin, q=word) == [two["id"], one["id"]]
    assert found(admin, q=f"{word} red") == [one["id"]]
    assert found(admin, q=one["sku"][3:].lower()) == [one["id"]]
    assert found(admin, q="%") == []
    line = admin.get("/admin/inventory", params={"q": one["sku"]}).json()["items"][0]
    assert (line["sku"], line["on_hand"], line["options"], line["status"]) == (one["sku"], 3, {"size": "M"}, "active")


def test_what_is_low_or_sold_out_is_told_by_its_threshold(shop: Shop) -> None:
    admin = shop.admin()
    word = unique("chair").replace("-", "")
    many, few, none = (
        make_product(admin, stock=stock, name=f"{word} {stock}")["variants"][0]["id"] for stock in (9, 8, 0)
    )
    for variant_id in (many, few, none):
        assert admin.put(f"/admin/inventory/{variant_id}/threshold", json={"threshold": 8}).status_code == 200
    assert found(admin, q=word, level="low") == [none, few]
    assert found(admin, q=word, level="out") == [none]
    assert found(admin, q=word) == [none, few, many]
    assert {few, none} <= set(found(admin, level="low", limit=100))
    assert many not in found(admin, level="low", limit=100)
    assert admin.get("/admin/inventory", params={"level": "plenty"}).status_code == 422


def test_a_location_has_only_what_lies_there(fresh_shop: Shop) -> None:
    admin = fresh_shop.admin()
    here, moved = (make_product(admin, stock=2)["variants"][0]["id"] for _ in range(2))
    (default,) = admin.get("/admin/inventory/locations").json()["items"]
    north = open_location(admin)
    assert transfer(admin, default["id"], north, (moved, 2)).status_code < 300
    assert found(admin, location_id=north) == [moved]
    assert found(admin, location_id=default["id"]) == [here]


def test_pages_of_the_list_have_every_variant_once(shop: Shop) -> None:
    admin = shop.admin()
    word = unique("stool").replace("-", "")
    made = [make_product(admin, stock=1, name=f"{word} {number}")["variants"][0]["id"] for number in range(5)]
    seen: list[str] = []
    filters: dict[str, Any] = {"q": word, "limit": 2}
    while True:
        page = admin.get("/admin/inventory", params=filters).json()
        assert page["total"] == 5
        seen += [line["variant_id"] for line in page["items"]]
        if page["next_cursor"] is None:
            break
        filters["cursor"] = page["next_cursor"]
    assert seen == made[::-1]


def test_a_removed_variant_is_not_listed(shop: Shop) -> None:
    admin = shop.admin()
    product = make_product(
        admin,
        variants=[{"sku": unique("S"), "options": {"size": size}, "price": 100, "stock": 1} for size in ("S", "M")],
    )
    gone, kept = product["variants"]
    answer = admin.delete(f"/products/{product['id']}/variants/{gone['id']}")
    assert answer.status_code in (200, 204), answer.text
    assert found(admin, q=product["name"]) == [kept["id"]]
