"""Products that go: for good where nothing names them, else out of sight."""

import collections
import concurrent.futures

import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.shop import Shop, unique


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def test_what_was_never_in_stock_is_deleted_for_good(shop: Shop, admin: httpx.Client) -> None:
    vendor = shop.vendor()
    product = make_product(vendor, stock=0, tags=[unique("tag")], discount={"type": "fixed", "value": 1})
    path, sku = f"/products/{product['id']}", product["variants"][0]["sku"]
    former = product["slug"]
    vendor.patch(path, json={"slug": unique("renamed")})
    assert vendor.delete(path).status_code == 204
    for client in (shop.guest(), vendor, admin):
        assert [client.get(f"/products/{key}").status_code for key in (product["id"], former)] == [404, 404]
    assert product["tags"][0] not in [tag["value"] for tag in admin.get("/tags").json()["items"]]
    assert vendor.delete(path).status_code == 404
    again = make_product(admin, slug=former, variants=[{"sku": sku, "price": 5}])
    assert again["id"] != product["id"]
    (entry,) = shop.sql(
        "SELECT before::text FROM audit_log WHERE object_id = $1 AND action = 'product.delete'", product["id"]
    )
    assert product["name"] in entry["before"]


def test_what_was_in_stock_is_archived_since_the_ledger_names_it(shop: Shop, admin: httpx.Client) -> None:
    once = make_product(admin, stock=0)
    adjust = {"variant_id": once["variants"][0]["id"], "delta": 1, "reason": "found"}
    assert admin.post("/admin/inventory/adjust", json=adjust).status_code == 200
    sold = make_product(admin, stock=1)
    make_order(shop.guest(), sold["variants"][0]["id"])
    for product in (once, sold):
        path = f"/products/{product['id']}"
        assert admin.delete(path).status_code == 204
        assert shop.guest().get(path).status_code == 404
        assert admin.get(path).json()["status"] == "archived"


def test_deleting_and_stocking_at_once_lose_no_movement(shop: Shop, admin: httpx.Client) -> None:
    """Either the stock comes first and the product is archived, or it finds nothing to count."""
    token = admin.headers["authorization"].removeprefix("Bearer ")
    outcomes: collections.Counter[tuple[int, int, int]] = collections.Counter()
    for _ in range(12):
        product = make_product(admin, stock=0)
        adjust = {"variant_id": product["variants"][0]["id"], "delta": 1, "reason": "found"}
        remover, counter = shop.client(token), shop.client(token)
        with concurrent.futures.ThreadPoolExecutor(2) as threads:
            removed = threads.submit(remover.delete, f"/products/{product['id']}")
            counted = threads.submit(counter.post, "/admin/inventory/adjust", json=adjust)
        kept = admin.get(f"/products/{product['id']}").status_code
        outcomes[removed.result().status_code, counted.result().status_code, kept] += 1
    assert set(outcomes) <= {(204, 200, 200), (204, 404, 404)}, outcomes
