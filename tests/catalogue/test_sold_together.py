"""What sales say about products: which are popular, and which go together."""

from collections.abc import Iterator

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_category, make_product
from tests.factories.orders import fill_cart, place_order
from tests.shop import Shop

NAMES = ("Tent", "Stove", "Gas", "Pan", "Flag", "Peg")


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener() as shop:
        admin = shop.admin()
        camp = make_category(admin, name="Camp")
        for name in NAMES:
            make_product(
                admin,
                name=name,
                stock=100,
                tags=["camping"] if name in ("Tent", "Peg") else [],
                category_id=camp["id"] if name in ("Tent", "Flag") else None,
            )
        yield shop


def order(shop: Shop, *names: str, quantity: int = 1) -> str:
    """A guest's order of these products; returns its id."""
    guest = shop.guest()
    for name in names:
        product = guest.get(f"/products/{name.lower()}").json()
        fill_cart(guest, product["variants"][0]["id"], quantity)
    answer = place_order(guest)
    assert answer.status_code == 201, answer.text
    placed: str = answer.json()["id"]
    return placed


def related(client: httpx.Client, name: str, **params: int) -> list[str]:
    answer = client.get(f"/products/{name.lower()}/related", params=params)
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]


def test_what_is_bought_together_stands_before_what_shares_a_category_or_tag(shop: Shop) -> None:
    guest = shop.guest()
    assert related(guest, "Tent") == ["Flag", "Peg"]
    for other in ("Stove", "Gas", "Gas"):
        order(shop, "Tent", other)
    shop.until(lambda: related(guest, "Tent") == ["Gas", "Stove", "Flag", "Peg"], seconds=30)
    assert related(guest, "Gas") == ["Tent"]
    assert related(guest, "Pan") == []


def test_a_cancelled_order_brings_nothing_together(shop: Shop) -> None:
    guest, admin = shop.guest(), shop.admin()
    placed = order(shop, "Pan", "Peg")
    shop.until(lambda: related(guest, "Pan") == ["Peg"], seconds=30)
    cancelled = admin.post(f"/orders/{placed}/cancel", json={"reason": "asked for"})
    assert cancelled.status_code == 200, cancelled.text
    shop.until(lambda: related(guest, "Pan") == [], seconds=30)


def test_what_is_archived_is_related_to_nothing(shop: Shop) -> None:
    guest, admin = shop.guest(), shop.admin()
    product = make_product(admin, name="Lamp")
    order(shop, "Lamp", "Stove")
    shop.until(lambda: "Lamp" in related(guest, "Stove"), seconds=30)
    admin.delete(f"/products/{product['id']}")
    assert "Lamp" not in related(guest, "Stove")


def test_popular_is_what_sold_most_pieces(shop: Shop) -> None:
    guest = shop.guest()
    order(shop, "Stove", quantity=9)
    order(shop, "Pan", quantity=8)

    def listed() -> list[str]:
        return [item["name"] for item in guest.get("/products", params={"sort": "popular", "limit": 2}).json()["items"]]

    shop.until(lambda: listed() == ["Stove", "Pan"], seconds=30)
