"""Lists and search as a storefront uses them."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_category, make_product
from tests.shop import Shop

GOODS: list[tuple[str, int, dict[str, Any]]] = [
    ("Canvas Field Tote", 6450, {"tags": ["bags", "canvas"], "is_featured": True}),
    ("Leather Satchel", 18900, {"tags": ["bags"]}),
    ("Enamel Mug 350 ml", 1200, {"tags": ["kitchen"], "discount": {"type": "percentage", "value": 10}}),
    ("Été Linen Apron", 3400, {"tags": ["kitchen", "linen"]}),
    ("Storm Lantern", 4900, {"tags": ["camp"], "description": "<p>Burns through any canvas tent night.</p>"}),
]


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener() as shop:
        admin = shop.admin()
        top = make_category(admin, name="Goods")
        below = make_category(admin, name="Bags", parent_id=top["id"])
        for number, (name, price, extra) in enumerate(GOODS):
            make_product(
                admin,
                name=name,
                category_id=below["id"] if "bags" in extra["tags"] else top["id"],
                variants=[
                    {
                        "sku": f"GOOD-{number}-S",
                        "options": {"Size": "S"},
                        "price": price,
                        "stock": 0 if name == "Leather Satchel" else 5,
                    }
                ],
                **extra,
            )
        yield shop


@pytest.fixture
def guest(shop: Shop) -> httpx.Client:
    return shop.guest()


def names(client: httpx.Client, **params: Any) -> list[str]:
    answer = client.get("/products", params=params)
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


ALL = [name for name, _, _ in GOODS]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("newest", ALL[::-1]),
        ("price", ["Enamel Mug 350 ml", "Été Linen Apron", "Storm Lantern", "Canvas Field Tote", "Leather Satchel"]),
        ("-price", ["Leather Satchel", "Canvas Field Tote", "Storm Lantern", "Été Linen Apron", "Enamel Mug 350 ml"]),
        ("name", ["Canvas Field Tote", "Enamel Mug 350 ml", "Été Linen Apron", "Leather Satchel", "Storm Lantern"]),
    ],
)
def test_each_order_and_its_pages(guest: httpx.Client, sort: str, expected: list[str]) -> None:
    assert names(guest, sort=sort) == expected
    found, cursor = [], None
    for _ in range(3):
        page = guest.get(
            "/products", params={"sort": sort, "limit": 2, **({"cursor": cursor} if cursor else {})}
        ).json()
        assert (page["total"], page["total_capped"]) == (5, False)
        found += [item["name"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert (found, cursor) == (expected, None)
    assert names(guest, sort=sort, limit=2, page=2) == expected[2:4]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"category": "bags"}, {"Canvas Field Tote", "Leather Satchel"}),
        ({"category": "goods"}, set(ALL)),
        ({"tag": "kitchen"}, {"Enamel Mug 350 ml", "Été Linen Apron"}),
        ({"min_price": 3400, "max_price": 4900}, {"Été Linen Apron", "Storm Lantern"}),
        ({"in_stock": "false"}, {"Leather Satchel"}),
        ({"in_stock": "true", "category": "bags"}, {"Canvas Field Tote"}),
        ({"on_sale": "true"}, {"Enamel Mug 350 ml"}),
        ({"featured": "true"}, {"Canvas Field Tote"}),
        ({"option.size": "s"}, set(ALL)),
        ({"option.size": "XL"}, set()),
        ({"q": "kitchen", "max_price": 2000}, {"Enamel Mug 350 ml"}),
        ({"q": "canvas", "sort": "price"}, {"Storm Lantern", "Canvas Field Tote"}),
    ],
)
def test_filters_combine(guest: httpx.Client, params: dict[str, Any], expected: set[str]) -> None:
    assert set(names(guest, **params)) == expected


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("tote", "Canvas Field Tote"),
        ("canvas", "Canvas Field Tote"),
        ("canvass", "Canvas Field Tote"),
        ("enamel mu", "Enamel Mug 350 ml"),
        ("lantren", "Storm Lantern"),
        ("ete", "Été Linen Apron"),
        ("ÉTÉ", "Été Linen Apron"),
        ("satchels", "Leather Satchel"),
        ("good-2-s", "Enamel Mug 350 ml"),
        ("GOOD-3", "Été Linen Apron"),
    ],
)
def test_search_finds_words_beginnings_mistakes_and_skus(guest: httpx.Client, typed: str, first: str) -> None:
    assert names(guest, q=typed)[0] == first


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'", "' OR 1=1 --", "*" * 200, "the", "!!!", "a:*&b|(", "zzzzqq"])
def test_t_in_14_whatever_is_typed_is_taken_literally(guest: httpx.Client, typed: str) -> None:
    assert set(names(guest, q=typed)) < set(ALL)


def test_pages_of_a_search_hold_each_product_once(guest: httpx.Client) -> None:
    first = guest.get("/products", params={"q": "good", "limit": 3}).json()
    rest = guest.get("/products", params={"q": "good", "limit": 3, "cursor": first["next_cursor"]}).json()
    assert sorted(i["name"] for i in first["items"] + rest["items"]) == sorted(ALL)
    assert first["total"] == 5


def test_a_cursor_stays_right_while_products_are_added(shop: Shop, guest: httpx.Client) -> None:
    first = guest.get("/products", params={"sort": "newest", "limit": 2}).json()
    added = make_product(shop.admin())
    rest = guest.get("/products", params={"sort": "newest", "limit": 100, "cursor": first["next_cursor"]}).json()
    seen = [item["name"] for item in first["items"] + rest["items"]]
    assert seen == ALL[::-1]
    shop.admin().delete(f"/products/{added['id']}")


@pytest.mark.parametrize(
    "params",
    [
        {"sort": "password"},
        {"sort": "relevance"},
        {"limit": 0},
        {"limit": 101},
        {"page": 0},
        {"page": 10**9},
        {"min_price": -1},
        {"min_price": 5, "max_price": 4},
        {"in_stock": "maybe"},
        {"colour": "red"},
        {"category": "nowhere"},
        {"q": "x" * 201},
        {"q": "x" * 10_000},
        {"sort": "name;drop table products"},
        {"option.": "x"},
    ],
)
def test_t_in_13_a_senseless_list_is_refused(guest: httpx.Client, params: dict[str, Any]) -> None:
    assert guest.get("/products", params=params).status_code == 422


def test_a_cursor_fits_its_own_list_only(guest: httpx.Client) -> None:
    cursor = guest.get("/products", params={"sort": "price", "limit": 2}).json()["next_cursor"]
    for params in ({"sort": "name"}, {"sort": "price", "tag": "bags"}):
        answer = guest.get("/products", params={**params, "limit": 2, "cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_cursor")
    assert guest.get("/products", params={"cursor": "nonsense"}).status_code == 400


def test_who_has_it_already_gets_304(shop: Shop, guest: httpx.Client) -> None:
    for path in ("/products/storm-lantern", "/products?tag=bags", "/categories", "/categories?tree=true", "/tags"):
        first = guest.get(path)
        assert first.headers["cache-control"].startswith("public")
        again = guest.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    private = shop.admin().get("/products/storm-lantern")
    assert private.headers["cache-control"] == "private, no-store"


def test_related_products_share_category_or_tags(guest: httpx.Client) -> None:
    related = guest.get("/products/canvas-field-tote/related").json()["items"]
    assert related[0]["name"] == "Leather Satchel"
    assert "Canvas Field Tote" not in [item["name"] for item in related]


def test_tags_are_counted(guest: httpx.Client) -> None:
    counts = {tag["value"]: tag["count"] for tag in guest.get("/tags").json()["items"]}
    assert counts == {"bags": 2, "kitchen": 2, "canvas": 1, "linen": 1, "camp": 1}
