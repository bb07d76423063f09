"""A slug that was given up leads to where the product or the category is now."""

import collections
import concurrent.futures
from collections.abc import Iterator

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.factories.catalogue import make_category, make_product
from tests.shop import Shop, unique
from tests.transfers.files_of_rows import product_row, shopify_csv
from tests.transfers.transfer_clients import imported

PUBLIC = "public, max-age=0, must-revalidate"


@pytest.fixture(scope="module")
def busy_shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener(apis=2) as opened:
        yield opened


@pytest.fixture(scope="module")
def admin(busy_shop: Shop) -> httpx.Client:
    return busy_shop.admin()


def rename(admin: httpx.Client, product: dict[str, str], slug: str) -> None:
    answer = admin.patch(f"/products/{product['id']}", json={"slug": slug})
    assert (answer.status_code, answer.json()["slug"]) == (200, slug)


def test_every_former_slug_leads_to_the_present_one(busy_shop: Shop, admin: httpx.Client) -> None:
    product, guest = make_product(admin), busy_shop.guest()
    middle, last = unique("middle"), unique("last")
    rename(admin, product, middle)
    rename(admin, product, last)
    for former in (product["slug"], middle):
        for below in ("", "/related"):
            moved = guest.get(f"/products/{former}{below}")
            assert (moved.status_code, moved.headers["location"]) == (301, f"/api/v1/products/{last}{below}")
            assert moved.headers["cache-control"] == PUBLIC
        assert guest.get(f"/products/{former}", follow_redirects=True).json()["id"] == product["id"]
    for_customer = busy_shop.customer().get(f"/products/{middle}")
    assert (for_customer.status_code, for_customer.headers["cache-control"]) == (301, "private, no-store")


def test_a_product_takes_its_old_slug_back(busy_shop: Shop, admin: httpx.Client) -> None:
    product, guest, other = make_product(admin), busy_shop.guest(), unique("other")
    rename(admin, product, other)
    rename(admin, product, product["slug"])
    assert guest.get(f"/products/{product['slug']}").status_code == 200
    assert guest.get(f"/products/{other}").headers["location"] == f"/api/v1/products/{product['slug']}"


def test_a_former_slug_that_another_product_takes_is_theirs(busy_shop: Shop, admin: httpx.Client) -> None:
    first, guest = make_product(admin), busy_shop.guest()
    wanted = first["slug"]
    rename(admin, first, unique("first"))
    second = make_product(admin, slug=wanted)
    assert guest.get(f"/products/{wanted}").json()["id"] == second["id"]
    rename(admin, second, unique("second"))
    third = make_product(admin)
    assert guest.get(f"/products/{wanted}", follow_redirects=True).json()["id"] == second["id"]
    rename(admin, third, wanted)
    assert guest.get(f"/products/{wanted}").json()["id"] == third["id"]


def test_a_slug_made_of_a_name_leaves_former_ones_alone(busy_shop: Shop, admin: httpx.Client) -> None:
    product = make_product(admin)
    rename(admin, product, unique("renamed"))
    again = make_product(admin, name=product["name"], variants=[{"price": 1}])
    assert again["slug"] == f"{product['slug']}-2"


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_the_former_slug_of_what_is_not_for_sale_is_not_there(
    busy_shop: Shop, admin: httpx.Client, status: str
) -> None:
    vendor = busy_shop.vendor()
    product = make_product(vendor)
    rename(admin, product, unique("hidden"))
    admin.patch(f"/products/{product['id']}", json={"status": status})
    path = f"/products/{product['slug']}"
    assert [c.get(path).status_code for c in (busy_shop.guest(), busy_shop.customer(), busy_shop.vendor())] == [404] * 3
    assert [c.get(path).status_code for c in (vendor, admin)] == [301] * 2


def test_an_import_finds_a_renamed_product_by_its_former_slug(busy_shop: Shop, admin: httpx.Client) -> None:
    handle = unique("handle")
    imported(busy_shop, admin, shopify_csv(product_row(handle)))
    product, new = admin.get(f"/products/{handle}").json(), unique("new")
    rename(admin, product, new)
    report = imported(busy_shop, admin, shopify_csv(product_row(handle, Variant_Price="77.00")))
    assert (report["created"], report["updated"], report["errors"]) == (0, 1, [])
    now = admin.get(f"/products/{new}").json()
    assert (now["id"], now["price"], now["slug"]) == (product["id"], 7700, new)


def test_a_renamed_category_is_found_by_both_slugs(busy_shop: Shop, admin: httpx.Client) -> None:
    category, guest = make_category(admin), busy_shop.guest()
    product = make_product(admin, category_id=category["id"])
    new = unique("renamed")
    saved = admin.put(f"/categories/{category['id']}", json={"name": "Renamed", "slug": new})
    assert (saved.status_code, saved.json()["slug"]) == (200, new)
    moved = guest.get(f"/categories/{category['slug']}")
    assert (moved.status_code, moved.headers["location"]) == (301, f"/api/v1/categories/{new}")
    assert moved.headers["cache-control"] == PUBLIC
    for slug in (category["slug"], new):
        listed = guest.get("/products", params={"category": slug}).json()["items"]
        assert [(p["id"], p["category"]["slug"]) for p in listed] == [(product["id"], new)]
    taker = make_category(admin, slug=category["slug"])
    assert guest.get(f"/categories/{category['slug']}").json()["id"] == taker["id"]
    assert guest.get(f"/categories/{unique('never')}").status_code == 404


def test_products_that_swap_slugs_at_once_leave_none_that_is_both(busy_shop: Shop, admin: httpx.Client) -> None:
    """A slug is given up by one and taken by others at the same moment, on two processes."""
    token = admin.headers["authorization"].removeprefix("Bearer ")
    slugs = [unique("swap") for _ in range(3)]
    products = [make_product(admin, slug=slug) for slug in slugs]
    clients = [busy_shop.client(token, api=n % 2) for n in range(6)]

    def take(number: int) -> int:
        product, slug = products[number % 3], slugs[(number // 3 + number) % 3] if number % 4 else unique("free")
        return clients[number % 6].patch(f"/products/{product['id']}", json={"slug": slug}).status_code

    with concurrent.futures.ThreadPoolExecutor(6) as threads:
        statuses = collections.Counter(threads.map(take, range(90)))
    assert set(statuses) == {200, 409}
    guest = busy_shop.guest()
    for slug in slugs:
        assert guest.get(f"/products/{slug}", follow_redirects=True).status_code == 200
    busy_shop.assert_books_balance()
