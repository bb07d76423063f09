"""Orders as a vendor sees them: his lines, where they go, and nothing of anybody else."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from rowlock.db import connections
from rowlock.db.checks import load_statements
from rowlock.db.statements import STATEMENTS
from tests.factories.catalogue import make_product
from tests.factories.orders import ADDRESS, fill_cart, make_order, place_order
from tests.shop import Shop

ORDER = {
    "id", "number", "status", "currency", "items", "item_count", "items_total", "shipping_method", "ship_to",
    "placed_at",
}  # fmt: skip
LINE = {
    "id", "product_id", "variant_id", "sku", "name", "options", "quantity", "unit_price", "discount", "line_total",
    "refunded_quantity",
}  # fmt: skip


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def variant_of(product: dict[str, Any]) -> str:
    found: str = product["variants"][0]["id"]
    return found


def ids(client: httpx.Client, **params: Any) -> list[str]:
    answer = client.get("/vendor/orders", params=params)
    assert answer.status_code == 200, answer.text
    return [order["id"] for order in answer.json()["items"]]


def test_t_az_08_a_vendor_sees_his_lines_of_an_order_and_nothing_else_of_it(shop: Shop, admin: httpx.Client) -> None:
    vendor, other = shop.vendor(), shop.vendor()
    his, twice, foreign = make_product(vendor, price=1500), make_product(vendor, price=10), make_product(other)
    customer, address, _ = shop.user("customer")
    fill_cart(customer, variant_of(his), 2)
    fill_cart(customer, variant_of(foreign))
    fill_cart(customer, variant_of(twice), 3)
    order = place_order(customer, note="For Grace, ring twice").json()
    shown = vendor.get(f"/vendor/orders/{order['id']}")
    assert shown.status_code == 200, shown.text
    found = shown.json()
    assert found.keys() == ORDER
    assert all(line.keys() == LINE for line in found["items"])
    assert [(line["sku"], line["quantity"], line["line_total"]) for line in found["items"]] == [
        (his["variants"][0]["sku"], 2, 3000),
        (twice["variants"][0]["sku"], 3, 30),
    ]
    assert (found["items_total"], found["item_count"], found["number"]) == (3030, 5, order["number"])
    assert found["ship_to"] == {"country": "GB", "region": "Greater London"}
    assert found["items"][0]["options"] == {"size": "M"}
    hidden = [address, "Grace", ADDRESS["line1"], ADDRESS["full_name"], foreign["name"], "paid", str(order["total"])]
    assert [text for text in hidden if text in shown.text] == []
    assert vendor.get("/vendor/orders").json()["items"][0] == found
    assert [line["name"] for line in other.get(f"/vendor/orders/{order['id']}").json()["items"]] == [foreign["name"]]


def test_t_az_02_an_order_without_goods_of_his_is_not_there_for_a_vendor(shop: Shop, admin: httpx.Client) -> None:
    vendor, stranger = shop.vendor(), shop.vendor()
    order = make_order(shop.customer(), variant_of(make_product(vendor)))
    ours = make_order(shop.customer(), variant_of(make_product(admin)))
    assert vendor.get(f"/vendor/orders/{order['id']}").status_code == 200
    assert stranger.get(f"/vendor/orders/{order['id']}").status_code == 404
    assert vendor.get(f"/vendor/orders/{ours['id']}").status_code == 404
    assert ids(stranger) == []
    assert vendor.get(f"/orders/{order['id']}").status_code == 404
    assert vendor.get(f"/orders/{order['id']}/track").status_code == 404


def test_a_line_stays_with_whoever_sold_it(shop: Shop, admin: httpx.Client) -> None:
    vendor, heir = shop.vendor(), shop.vendor()
    product = make_product(vendor)
    heir_id = make_product(heir)["vendor"]["id"]
    order = make_order(shop.customer(), variant_of(product))
    shop.execute("UPDATE products SET vendor_id = $2 WHERE id = $1", product["id"], heir_id)
    later = make_order(shop.customer(), variant_of(product))
    assert (ids(vendor), ids(heir)) == ([order["id"]], [later["id"]])


def test_what_comes_back_and_what_is_done_shows(shop: Shop, admin: httpx.Client) -> None:
    vendor = shop.vendor()
    order = make_order(shop.customer(), variant_of(make_product(vendor)), 3)
    admin.post(f"/orders/{order['id']}/payments", json={"amount": order["total"]})
    items = [{"item_id": order["items"][0]["id"], "quantity": 1}]
    assert admin.post(f"/orders/{order['id']}/refund", json={"items": items, "reason": "torn"}).status_code == 201
    assert admin.put(f"/orders/{order['id']}/status", json={"status": "processing"}).status_code == 200
    found = vendor.get(f"/vendor/orders/{order['id']}").json()
    assert (found["status"], found["items"][0]["refunded_quantity"]) == ("processing", 1)


def test_a_vendors_orders_are_paged_and_filtered(shop: Shop) -> None:
    vendor = shop.vendor()
    first, second = make_product(vendor, stock=50), make_product(vendor, stock=50)
    customer = shop.customer()
    placed = []
    for _ in range(5):
        fill_cart(customer, variant_of(first))
        placed.append(make_order(customer, variant_of(second))["id"])
    customer.post(f"/orders/{placed[1]}/cancel")
    page = vendor.get("/vendor/orders", params={"limit": 3}).json()
    assert (page["total"], page["total_capped"]) == (5, False)
    rest = vendor.get("/vendor/orders", params={"limit": 3, "cursor": page["next_cursor"]}).json()
    assert [o["id"] for o in page["items"] + rest["items"]] == placed[::-1]
    assert rest["next_cursor"] is None
    assert ids(vendor, limit=3, page=2) == placed[1::-1]
    assert ids(vendor, status="cancelled") == [placed[1]]
    assert ids(vendor, status=["cancelled", "confirmed"]) == placed[::-1]
    day = page["items"][0]["placed_at"][:10]
    assert ids(vendor, **{"from": day, "to": day}) == placed[::-1]
    assert ids(vendor, to="2020-01-01") == []
    for params in ({"status": "lost"}, {"from": "2026-02-30"}, {"from": day, "to": "2020-01-01"}, {"email": "x@y.zz"}):
        assert vendor.get("/vendor/orders", params=params).status_code == 422
    elsewhere = vendor.get("/vendor/orders", params={"status": "confirmed", "cursor": page["next_cursor"]})
    assert elsewhere.status_code == 400


@pytest.mark.parametrize("statuses", [None, ["cancelled"]])
def test_no_list_of_a_vendors_orders_reads_a_whole_table(fresh_shop: Shop, statuses: list[str] | None) -> None:
    """On 30,000 orders of 300 vendors the plans go by index, as they must on many more."""
    if not fresh_shop.sql("SELECT 1 FROM vendors LIMIT 1"):
        _fill(fresh_shop)
    vendor_id = fresh_shop.sql("SELECT id FROM vendors ORDER BY id LIMIT 1 OFFSET 150")[0]["id"]
    given = {"vendor_id": vendor_id, "statuses": statuses, "placed_from": None, "placed_to": None}
    page = {"after_at": None, "after_id": None, "skip": 0, "most": 21}

    async def plan_of(key: str, values: dict[str, Any]) -> str:
        bound = STATEMENTS[key]
        async with await connections.open_pool(
            fresh_shop.database_url, purpose="command", size=1, read_only=True
        ) as pool:
            rows = await pool.fetch("EXPLAIN " + bound.text, *[values[name] for name in bound.parameters])
        return "\n".join(row[0] for row in rows)

    load_statements()
    for plan in (
        asyncio.run(plan_of("orders/list_vendor_orders", given | page)),
        asyncio.run(plan_of("orders/count_vendor_orders", given | {"most": 10_001})),
    ):
        assert "vendor_orders_newest_idx" in plan
        assert "Seq Scan" not in plan


def _fill(shop: Shop) -> None:
    address = json.dumps({"country": "GB"})
    for statement in (
        "INSERT INTO vendors (name, name_key) SELECT 'V' || n, 'v' || n FROM generate_series(1, 300) AS n",
        "INSERT INTO products (slug, name, currency, vendor_id) SELECT name_key, name, 'USD', id FROM vendors",
        "INSERT INTO variants (product_id, sku, price) SELECT id, slug, 100 FROM products",
        "INSERT INTO orders (number, cart_id, email, status, payment_status, payment_provider, currency, subtotal,"
        " total, shipping_method, shipping_address, billing_address, placed_at)"
        " SELECT 'R' || n, gen_random_uuid(), 'a@shop.example', CASE WHEN n % 10 = 0 THEN 'cancelled' ELSE 'delivered'"
        f" END, 'unpaid', 'manual', 'USD', 100, 100, 'standard', '{address}', '{address}',"
        " now() - n * interval '1 minute' FROM generate_series(1, 30000) AS n",
        "INSERT INTO order_items (order_id, position, product_id, vendor_id, variant_id, sku, name, options,"
        " quantity, unit_price, line_total)"
        " SELECT o.id, 1, p.id, p.vendor_id, v.id, v.sku, p.name, '{}', 1, 100, 100"
        " FROM (SELECT *, row_number() OVER (ORDER BY id) AS n FROM orders) AS o"
        " JOIN (SELECT *, row_number() OVER (ORDER BY id) AS n FROM products) AS p ON p.n = 1 + o.n % 300"
        " JOIN variants AS v ON v.product_id = p.id",
        "INSERT INTO vendor_orders (order_id, vendor_id, placed_at, status)"
        " SELECT o.id, i.vendor_id, o.placed_at, o.status FROM orders AS o JOIN order_items AS i ON i.order_id = o.id",
        "ANALYZE",
    ):
        shop.execute(statement, as_owner=True)
