"""The opening catalogue: what `rowlock up` and `rowlock demo` put into an empty shop."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.shop import Shop


@pytest.fixture(scope="module")
def opened(opener: ShopOpener) -> Iterator[Shop]:
    with opener() as shop:
        made = shop.cli("demo")
        assert made.returncode == 0, made.stdout + made.stderr
        yield shop


@pytest.fixture(scope="module")
def products(opened: Shop) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (
        opened.guest().get("/products", params={"limit": 100}).raise_for_status().json()["items"]
    )
    return [opened.guest().get(f"/products/{product['id']}").raise_for_status().json() for product in found]


def test_there_are_sixty_products_in_eight_categories_and_more(opened: Shop, products: list[dict[str, Any]]) -> None:
    assert len(products) >= 60
    tree = opened.guest().get("/categories", params={"tree": "true"}).raise_for_status().json()["items"]
    assert len(tree) >= 8
    assert any(category["children"] for category in tree)
    assert all(category["product_count"] > 0 for category in tree)


def test_every_picture_loads_in_every_size_and_format(opened: Shop, products: list[dict[str, Any]]) -> None:
    seen = set()
    for product in products:
        (image,) = product["images"]
        assert image["alt"]
        assert {name: r["width"] for name, r in image["renditions"].items()} == {
            "thumb": 160,
            "card": 480,
            "zoom": 1200,
        }
        for rendition in image["renditions"].values():
            seen |= {(rendition["url"], "image/webp"), (rendition["jpeg_url"], "image/jpeg")}
    assert len(seen) >= 60 * 6
    with httpx.Client(base_url=opened.url) as client:
        for url, kind in seen:
            # The shop of a test listens elsewhere than its settings say.
            answer = client.get(httpx.URL(url).path)
            assert (answer.status_code, answer.headers["content-type"]) == (200, kind), url
            assert answer.content


def test_some_are_reduced_some_featured_and_some_sold_out(products: list[dict[str, Any]]) -> None:
    assert 5 <= sum(product["on_sale"] for product in products) <= 20
    assert 5 <= sum(product["is_featured"] for product in products) <= 20
    assert any(not product["in_stock"] for product in products)
    assert any(product["in_stock"] and not all(v["in_stock"] for v in product["variants"]) for product in products)
    reduced = next(product for product in products if product["on_sale"])
    assert reduced["price"] < reduced["compare_at_price"]


def test_the_books_of_a_new_shop_balance(opened: Shop) -> None:
    opened.assert_books_balance()


def test_a_shop_with_goods_of_its_own_gets_none(opened: Shop) -> None:
    before = opened.sql("SELECT count(*) AS n FROM products")
    assert opened.cli("demo").returncode != 0
    assert opened.sql("SELECT count(*) AS n FROM products") == before
