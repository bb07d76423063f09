"""Search as people type: parts of SKUs, mistakes, words that nothing has."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.shop import Shop

GOODS = [
    ("Brass Compass", "NAV-7741-BR", "For walks; with a <b>lantern</b> hook."),
    ("Storm Lantern", "LMP-2000-XL", "<p>Burns long.</p>"),
    ("Lantern Glass", "LMP-2001", "<p>Fits most.</p>"),
    ("Café Crème Bowl", "BWL-CREME", "<p>Wide.</p>"),
    ("Glass Compass", "GLS-1", "<p>Clear.</p>"),
]


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener() as shop:
        admin = shop.admin()
        for name, sku, description in GOODS:
            make_product(admin, name=name, description=description, variants=[{"sku": sku, "price": 900, "stock": 2}])
        make_product(admin, name="Secret Zeppelin", status="draft")
        yield shop


@pytest.fixture
def guest(shop: Shop) -> httpx.Client:
    return shop.guest()


def search(client: httpx.Client, q: str, **params: Any) -> dict[str, Any]:
    answer = client.get("/products", params={"q": q, **params})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def names(client: httpx.Client, q: str, **params: Any) -> list[str]:
    return [item["name"] for item in search(client, q, **params)["items"]]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("NAV-7741-BR", ["Brass Compass"]),
        ("nav-7741", ["Brass Compass"]),
        ("7741", ["Brass Compass"]),
        ("2000-xl", ["Storm Lantern"]),
        ("lmp-200", ["Lantern Glass", "Storm Lantern"]),
        ("creme", ["Café Crème Bowl"]),
        ("CAFÉ", ["Café Crème Bowl"]),
        ("cafe creme", ["Café Crème Bowl"]),
        ("glass comp", ["Glass Compass"]),
    ],
)
def test_skus_parts_of_them_and_accents_find_what_they_name(
    guest: httpx.Client, typed: str, expected: list[str]
) -> None:
    assert sorted(names(guest, typed)) == expected


def test_the_very_sku_stands_before_a_name_that_begins_so(shop: Shop, guest: httpx.Client) -> None:
    added = make_product(shop.admin(), name="Gls-1 Polish")
    assert names(guest, "gls-1") == ["Glass Compass", "Gls-1 Polish"]
    shop.admin().delete(f"/products/{added['id']}")


def test_a_name_stands_before_a_description(guest: httpx.Client) -> None:
    assert names(guest, "lantern") == ["Lantern Glass", "Storm Lantern", "Brass Compass"]


@pytest.mark.parametrize(
    ("typed", "meant", "first"),
    [
        ("lantren", "lantern", "Lantern Glass"),
        ("storm lanten", "storm lantern", "Storm Lantern"),
        ("cmpass", "compass", "Brass Compass"),
        ("COMPAS GLAS", "compass glas", "Glass Compass"),
        ("compass glas", None, "Glass Compass"),
    ],
)
def test_what_was_meant_is_shown_and_said(guest: httpx.Client, typed: str, meant: str | None, first: str) -> None:
    found = search(guest, typed)
    assert (found.get("did_you_mean"), found["items"][0]["name"]) == (meant, first)


def test_corrections_keep_the_filters_and_count_facets_of_what_is_shown(guest: httpx.Client) -> None:
    found = search(guest, "lantren", facets="true", in_stock="true")
    assert (found["total"], found["did_you_mean"]) == (3, "lantern")
    assert sum(bar["count"] for bar in found["facets"]["price"]) == 3
    assert search(guest, "lantren", in_stock="false")["items"] == []


def test_words_of_unpublished_products_are_not_given_away(guest: httpx.Client) -> None:
    found = search(guest, "zepelin")
    assert (found["items"], "did_you_mean" in found) == ([], False)


def test_a_renamed_product_is_found_by_its_new_name_only(shop: Shop, guest: httpx.Client) -> None:
    admin = shop.admin()
    added = make_product(admin, name="Walnut Quern")
    assert names(guest, "walnut quern") == ["Walnut Quern"]
    admin.patch(f"/products/{added['id']}", json={"name": "Maple Trivet"}, headers={"If-Match": "*"})
    assert (names(guest, "maple trivet"), names(guest, "quern")) == (["Maple Trivet"], [])
    admin.delete(f"/products/{added['id']}")


def test_searches_that_find_nothing_are_reported_to_admins(shop: Shop, guest: httpx.Client) -> None:
    for typed in ("Qwyjibo  Lamp", "qwyjibo lamp", "somebody@mail.example", "4111 1111 11111111"):
        assert search(guest, typed)["items"] == []
    search(guest, "qwyjibo", tag="only-narrowed")
    admin = shop.admin()

    def reported() -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = admin.get("/admin/searches/without-results").json()["items"]
        return [item for item in items if item["words"] == "qwyjibo lamp" and item["times"] == 2]

    shop.until(reported)
    everything = admin.get("/admin/searches/without-results").json()["items"]
    assert {item["words"] for item in everything}.isdisjoint({"qwyjibo", "somebody@mail.example", "4111 1111 11111111"})
    before = (datetime.now(UTC).date() - timedelta(days=2)).isoformat()
    assert admin.get("/admin/searches/without-results", params={"to": before}).json()["items"] == []
    backwards = {"from": "2026-02-02", "to": "2026-02-01"}
    assert admin.get("/admin/searches/without-results", params=backwards).status_code == 422
    assert guest.get("/admin/searches/without-results").status_code == 401
