"""The ledger is found by reason, actor, SKU, order, location and days; nothing in it can be changed."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, make_order, place_order
from tests.inventory.stock_keeping import adjust, default_location, ledger
from tests.shop import Shop


@pytest.fixture(scope="module")
def admin(shop: Shop) -> httpx.Client:
    return shop.admin()


def test_lines_are_found_by_what_they_are_about(shop: Shop, admin: httpx.Client) -> None:
    other, _, other_id = shop.user("admin")
    made = make_product(admin, stock=10)["variants"][0]
    variant_id, sku = str(made["id"]), str(made["sku"])
    order = make_order(shop.customer(), variant_id, 2)
    adjust(other, variant_id, delta=5)
    lines = ledger(admin, variant_id=variant_id)
    assert [(m["reason"], m["delta"], m["balance"]) for m in lines] == [
        ("adjustment", 5, 13),
        ("sale", -2, 8),
        ("initial", 10, 10),
    ]
    assert (lines[1]["order_id"], lines[1]["order_number"]) == (order["id"], order["number"])
    assert {m["location_id"] for m in lines} == {default_location(admin)}
    assert [m["balance"] for m in ledger(admin, sku=sku)] == [None] * 3
    assert [m["delta"] for m in ledger(admin, order_id=order["id"])] == [-2]
    assert [m["delta"] for m in ledger(admin, actor_id=str(other_id))] == [5]
    assert [m["delta"] for m in ledger(admin, variant_id=variant_id, reason="adjustment")] == [5]
    today = datetime.now(UTC).date()
    assert len(ledger(admin, variant_id=variant_id, **{"from": str(today - timedelta(1)), "to": str(today)})) == 3
    assert ledger(admin, variant_id=variant_id, to=str(today - timedelta(2))) == []
    backwards = {"from": str(today), "to": str(today - timedelta(1))}
    assert admin.get("/admin/inventory/movements", params=backwards).status_code == 422
    assert admin.get("/admin/inventory/movements", params={"reason": "theft"}).status_code == 422


def test_the_balance_is_right_on_every_page(admin: httpx.Client) -> None:
    variant_id = str(make_product(admin, stock=10)["variants"][0]["id"])
    for _ in range(4):
        adjust(admin, variant_id, delta=-1)
    query = {"variant_id": variant_id, "limit": "2"}
    found = []
    while True:
        page = admin.get("/admin/inventory/movements", params=query).json()
        found += [m["balance"] for m in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert found == [6, 7, 8, 9, 10]


@pytest.mark.parametrize("statement", ["UPDATE stock_movements SET delta = 1", "DELETE FROM stock_movements"])
def test_the_program_can_change_no_line(shop: Shop, statement: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        shop.execute(statement)


@pytest.mark.parametrize(
    ("reason", "delta", "reference"),
    [("sale", 1, None), ("cancel", -1, None), ("initial", -1, None), ("refund", 1, None), ("theft", -1, None)],
)
def test_a_line_that_makes_no_sense_is_refused_by_the_database(
    shop: Shop, admin: httpx.Client, reason: str, delta: int, reference: str | None
) -> None:
    variant_id = UUID(make_product(admin, stock=10)["variants"][0]["id"])
    item = variant_id if reason in ("sale", "cancel", "refund") else None
    with pytest.raises(asyncpg.CheckViolationError):
        shop.execute(
            "INSERT INTO stock_movements (variant_id, delta, reason, order_item_id, reference_id)"
            " VALUES ($1, $2, $3, $4, $5)",
            *(variant_id, delta, reason, item, reference),
        )


def test_many_are_adjusted_each_by_itself(shop: Shop, admin: httpx.Client) -> None:
    made = [make_product(admin, stock=10)["variants"][0] for _ in range(4)]
    items = [
        {"sku": made[0]["sku"], "delta": -3},
        {"variant_id": made[1]["id"], "on_hand": 20, "expected": 10},
        {"sku": made[2]["sku"], "on_hand": 1, "expected": 9},
        {"sku": made[3]["sku"], "delta": -11},
        {"sku": "NO-SUCH-SKU", "delta": 1},
        {"sku": made[0]["sku"], "delta": 1},
        {"delta": 1},
        {"sku": made[3]["sku"]},
        {"sku": made[3]["sku"], "delta": 1, "location_id": made[0]["id"]},
    ]
    answer = admin.post("/admin/inventory/adjust/bulk", json={"items": items, "reason": "yearly count"})
    assert answer.status_code == 200, answer.text
    results = answer.json()["results"]
    assert [r["on_hand"] for r in results if r["adjusted"]] == [7, 20]
    assert [r["code"] for r in results if not r["adjusted"]] == [
        "stock_changed",
        "negative_stock",
        "not_found",
        "invalid_value",
        "invalid_value",
        "invalid_value",
        "invalid_value",
    ]
    assert [admin.get(f"/admin/inventory/{m['id']}").json()["on_hand"] for m in made] == [7, 20, 10, 10]
    (line,) = ledger(admin, variant_id=made[1]["id"], reason="adjustment")
    assert (line["delta"], line["note"]) == (10, "yearly count")
    for variant in made[:2]:
        audit = shop.sql("SELECT before, after FROM audit_log WHERE object_id = $1", variant["id"])
        assert len(audit) == 1
    too_many = {"items": [{"sku": "A", "delta": 1}] * 101, "reason": "x"}
    assert admin.post("/admin/inventory/adjust/bulk", json=too_many).status_code == 422


def test_t_stk_12_a_variant_that_goes_is_flagged_in_carts_and_stays_in_orders(shop: Shop, admin: httpx.Client) -> None:
    sizes = [{"options": {"size": size}, "price": 500, "stock": 10} for size in ("S", "M")]
    product = make_product(admin, variants=sizes)
    variant_id = str(product["variants"][0]["id"])
    buyer, looker = shop.customer(), shop.customer()
    order = make_order(buyer, variant_id, 2)
    fill_cart(looker, variant_id)
    assert admin.delete(f"/products/{product['id']}/variants/{variant_id}").status_code in (200, 204)
    (line,) = looker.get("/cart").json()["items"]
    assert (line["problem"], line["available"]) == ("unavailable", 0)
    assert place_order(looker).json()["code"] == "out_of_stock"
    shown = buyer.get(f"/orders/{order['id']}").json()
    assert [(item["variant_id"], item["quantity"]) for item in shown["items"]] == [(variant_id, 2)]
    assert buyer.post(f"/orders/{order['id']}/cancel").status_code == 200
    assert admin.get(f"/admin/inventory/{variant_id}").json()["on_hand"] == 10
