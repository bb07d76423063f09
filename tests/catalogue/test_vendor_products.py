"""A vendor's own shelf: everything on it in every status, and nothing of anybody else."""

from typing import Any

import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.shop import Shop


def found(client: httpx.Client, **params: Any) -> list[dict[str, Any]]:
    answer = client.get("/vendor/products", params=params)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def names(client: httpx.Client, **params: Any) -> list[str]:
    return [product["name"] for product in found(client, **params)]


def test_a_vendor_sees_his_products_in_every_status_with_their_stock(shop: Shop) -> None:
    vendor, other = shop.vendor(), shop.vendor()
    draft = make_product(vendor, status="draft", stock=3)
    active = make_product(vendor, stock=7)
    archived = make_product(vendor)
    vendor.delete(f"/products/{archived['id']}")
    make_product(other)
    make_order(shop.guest(), active["variants"][0]["id"], 2)
    listed = found(vendor)
    assert [(p["id"], p["status"], p["variants"][0]["available"]) for p in listed] == [
        (archived["id"], "archived", 10),
        (active["id"], "active", 5),
        (draft["id"], "draft", 3),
    ]
    for product in listed:
        assert product == vendor.get(f"/products/{product['id']}").json()
    assert [p["id"] for p in found(vendor, status="draft")] == [draft["id"]]
    answer = vendor.get("/vendor/products")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.json()["total"] == 3


@pytest.fixture(scope="module")
def shelf(shop: Shop) -> httpx.Client:
    vendor = shop.vendor()
    for number, name in enumerate(["Canvas Tote", "Été Apron", "Storm Lantern", "Enamel Mug", "Leather Satchel"]):
        status = "draft" if number % 2 else "active"
        make_product(vendor, name=name, status=status, variants=[{"sku": f"SHELF.{number}/X", "price": 100}])
    make_product(shop.vendor(), name="Canvas Field Tote", variants=[{"sku": "SHELF.9/X", "price": 100}])
    return vendor


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"q": "canvas"}, ["Canvas Tote"]),
        ({"q": "ete"}, ["Été Apron"]),
        ({"q": "lant"}, ["Storm Lantern"]),
        ({"q": "shelf.3"}, ["Enamel Mug"]),
        ({"q": "SHELF."}, ["Leather Satchel", "Enamel Mug", "Storm Lantern", "Été Apron", "Canvas Tote"]),
        ({"q": "SHELF.", "status": "draft"}, ["Enamel Mug", "Été Apron"]),
        ({"q": "%"}, []),
        ({"q": "'; --"}, []),
        ({"q": "  "}, ["Leather Satchel", "Enamel Mug", "Storm Lantern", "Été Apron", "Canvas Tote"]),
    ],
)
def test_he_looks_for_words_and_skus(shelf: httpx.Client, params: dict[str, Any], expected: list[str]) -> None:
    assert names(shelf, **params) == expected


def test_his_list_is_paged(shelf: httpx.Client) -> None:
    seen, cursor = [], None
    for _ in range(3):
        page = shelf.get("/vendor/products", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        assert (page["total"], page["total_capped"]) == (5, False)
        seen += [item["name"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert (seen, cursor) == (names(shelf), None)
    assert names(shelf, limit=2, page=2) == seen[2:4]
    first = shelf.get("/vendor/products", params={"limit": 2}).json()["next_cursor"]
    assert shelf.get("/vendor/products", params={"cursor": first, "status": "draft"}).status_code == 400
    for params in ({"status": "gone"}, {"vendor": "x"}, {"q": "x" * 201}):
        assert shelf.get("/vendor/products", params=params).status_code == 422
