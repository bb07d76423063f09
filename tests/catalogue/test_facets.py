"""What a list can be narrowed to, and how often."""

import itertools
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_category, make_product
from tests.shop import Shop

# name, price, sizes, tags
SHIRTS: list[tuple[str, int, list[str], list[str]]] = [
    ("Linen Shirt", 1000, ["S", "M"], ["linen", "summer"]),
    ("Cotton Shirt", 2500, ["M"], ["cotton", "summer"]),
    ("Wool Shirt", 8000, ["M", "L"], ["wool"]),
    ("Old Shirt", 500, ["S"], ["linen"]),
]


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener() as shop:
        admin = shop.admin()
        clothes = make_category(admin, name="Clothes")
        shirts = make_category(admin, name="Shirts", parent_id=clothes["id"])
        for name, price, sizes, tags in SHIRTS:
            make_product(
                admin,
                name=name,
                category_id=shirts["id"],
                tags=tags,
                status="archived" if name == "Old Shirt" else "active",
                variants=[
                    {
                        "sku": f"{name[:4]}-{size}".upper(),
                        "options": {"Size": size, "Colour": "White"},
                        "price": price,
                        "stock": 0 if name == "Wool Shirt" else 3,
                    }
                    for size in sizes
                ],
            )
        make_product(admin, name="Oak Stool", category_id=clothes["id"], tags=["wood"], is_featured=True)
        yield shop


@pytest.fixture
def guest(shop: Shop) -> httpx.Client:
    return shop.guest()


def facets(client: httpx.Client, **params: Any) -> dict[str, Any]:
    answer = client.get("/products", params={"facets": "true", **params})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["facets"]
    return found


def counts(values: list[dict[str, Any]]) -> dict[str, int]:
    return {value["value"]: value["count"] for value in values}


def test_active_products_are_counted_by_category_tag_option_and_price(guest: httpx.Client) -> None:
    found = facets(guest)
    assert [(c["slug"], c["name"], c["count"]) for c in found["category"]] == [
        ("clothes", "Clothes", 4),
        ("shirts", "Shirts", 3),
    ]
    assert counts(found["tag"]) == {"summer": 2, "linen": 1, "cotton": 1, "wool": 1, "wood": 1}
    assert counts(found["option"]["size"]) == {"M": 4, "S": 1, "L": 1}
    assert counts(found["option"]["colour"]) == {"White": 3}
    assert sum(bar["count"] for bar in found["price"]) == 4
    assert found["capped"] is False


def test_bars_of_prices_lie_side_by_side_and_hold_every_price(guest: httpx.Client) -> None:
    bars = facets(guest, category="shirts")["price"]
    assert 1 < len(bars) <= 8
    for price in (1000, 2500, 8000):
        assert sum(bar["min"] <= price <= bar["max"] for bar in bars) == 1
    for one, other in itertools.pairwise(bars):
        assert one["max"] < other["min"]


def test_a_chosen_value_leaves_the_others_of_its_option_counted(guest: httpx.Client) -> None:
    found = facets(guest, category="shirts", **{"option.size": "S"})
    assert counts(found["option"]["size"]) == {"M": 3, "S": 1, "L": 1}
    assert counts(found["tag"]) == {"linen": 1, "summer": 1}
    both = guest.get("/products", params=[("option.size", "S"), ("option.size", "L")]).json()
    assert {item["name"] for item in both["items"]} == {"Linen Shirt", "Wool Shirt"}


def test_a_chosen_tag_and_price_leave_the_others_counted(guest: httpx.Client) -> None:
    found = facets(guest, tag="summer", min_price=2000)
    assert counts(found["tag"]) == {"cotton": 1, "summer": 1, "wool": 1}
    assert sum(bar["count"] for bar in found["price"]) == 2
    assert counts(found["option"]["size"]) == {"M": 1}


def test_facets_follow_words_stock_and_flags(guest: httpx.Client) -> None:
    assert counts(facets(guest, q="shirt", in_stock="true")["tag"]) == {"summer": 2, "linen": 1, "cotton": 1}
    assert counts(facets(guest, in_stock="false")["tag"]) == {"wool": 1}
    assert counts(facets(guest, featured="true")["tag"]) == {"wood": 1}
    assert facets(guest, q="nothing-like-it")["tag"] == []


def test_without_being_asked_for_no_facets_are_counted(guest: httpx.Client) -> None:
    assert "facets" not in guest.get("/products").json()


def test_a_change_shows_in_the_next_count(shop: Shop, guest: httpx.Client) -> None:
    admin = shop.admin()
    added = make_product(admin, name="Felt Hat", tags=["felt"])
    assert counts(facets(guest)["tag"])["felt"] == 1
    admin.patch(f"/products/{added['id']}", json={"tags": ["feltro"]}, headers={"If-Match": "*"})
    found = counts(facets(guest)["tag"])
    assert ("felt" in found, found["feltro"]) == (False, 1)
    admin.delete(f"/products/{added['id']}")
    assert "feltro" not in counts(facets(guest)["tag"])
