"""How an admin finds an order: by words, by SKU, by age; and how he takes a step of many."""

from typing import Any

import httpx

from tests.factories.catalogue import make_product
from tests.factories.orders import ADDRESS, make_order
from tests.shop import Shop, unique


def found(admin: httpx.Client, q: str, **more: Any) -> list[str]:
    answer = admin.get("/admin/orders", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    assert answer.json()["total"] == len(answer.json()["items"])
    return [order["id"] for order in answer.json()["items"]]


def test_orders_are_found_by_number_address_name_and_their_beginnings(shop: Shop) -> None:
    admin = shop.admin()
    variant_id = make_product(admin, stock=9)["variants"][0]["id"]
    surname = unique("Żółć").replace("-", "")
    customer, address, _ = shop.user("customer")
    order = make_order(customer, variant_id, shipping_address={**ADDRESS, "full_name": f"Marie-Łucja {surname}"})
    assert found(admin, order["number"]) == [order["id"]]
    assert found(admin, order["number"].lower()[:6]) == [order["id"]]
    assert found(admin, address) == [order["id"]]
    assert found(admin, address.upper()) == [order["id"]]
    assert found(admin, f"{surname} marie") == [order["id"]]
    assert found(admin, f"lucja {surname[:9]}") == [order["id"]]
    assert found(admin, f"zolc{surname[4:]}") == [order["id"]]
    assert found(admin, f"{surname} nobody") == []
    assert found(admin, surname, status="cancelled") == []


def test_orders_are_found_by_the_sku_in_them(shop: Shop) -> None:
    admin = shop.admin()
    sku = unique("SKU_%")
    variant_id = make_product(admin, variants=[{"sku": sku, "options": {}, "price": 500, "stock": 9}])["variants"][0][
        "id"
    ]
    first, second = (make_order(shop.customer(), variant_id) for _ in range(2))
    assert found(admin, sku) == [second["id"], first["id"]]
    assert found(admin, sku.lower()[:-2]) == [second["id"], first["id"]]
    assert found(admin, sku[1:]) == []


def test_a_search_without_words_finds_nothing_and_metacharacters_mean_themselves(shop: Shop) -> None:
    admin = shop.admin()
    make_order(shop.customer(), make_product(admin, stock=9)["variants"][0]["id"])
    for q in ("%", "_", "'", "\\", "&", "!!", "' OR 1=1 --", ":*", "()"):
        assert found(admin, q) == [], q
    assert admin.get("/admin/orders", params={"q": ""}).status_code == 422


def test_waiting_orders_are_listed_oldest_first_with_their_ages(shop: Shop) -> None:
    admin = shop.admin()
    variant_id = make_product(admin, stock=9)["variants"][0]["id"]
    customer = shop.customer()
    old, older = make_order(customer, variant_id), make_order(customer, variant_id)
    shop.execute("UPDATE orders SET placed_at = now() - interval '400 days' WHERE id = $1", old["id"])
    shop.execute("UPDATE orders SET placed_at = now() - interval '401 days' WHERE id = $1", older["id"])
    listed = admin.get("/admin/orders/pending", params={"limit": 1, "older_than_hours": 8760}).json()
    assert [order["id"] for order in listed["items"]] == [older["id"]]
    assert listed["by_age"]["older"] >= 2
    assert listed["by_age"]["total"] == listed["total"] == listed["by_age"]["older"]
    cursor = {"limit": 1, "older_than_hours": 8760, "cursor": listed["next_cursor"]}
    assert admin.get("/admin/orders/pending", params=cursor).json()["items"][0]["id"] == old["id"]
    for order in (old, older):
        assert customer.post(f"/orders/{order['id']}/cancel").status_code == 200
    now = admin.get("/admin/orders/pending", params={"limit": 100, "older_than_hours": 8760}).json()["items"]
    assert not {old["id"], older["id"]} & {order["id"] for order in now}


def test_many_orders_take_a_step_each_for_itself(shop: Shop) -> None:
    admin = shop.admin()
    variant_id = make_product(admin, stock=9)["variants"][0]["id"]
    customer = shop.customer()
    ready, gone = make_order(customer, variant_id), make_order(customer, variant_id)
    customer.post(f"/orders/{gone['id']}/cancel")
    unknown = "019a0000-0000-7000-8000-000000000000"
    ids = [ready["id"], gone["id"], unknown, ready["id"]]
    answer = admin.post("/admin/orders/bulk-status", json={"order_ids": ids, "status": "processing", "note": "packed"})
    assert answer.status_code == 200, answer.text
    results = [(r["order_id"], r["changed"], r["code"]) for r in answer.json()["results"]]
    assert results == [
        (ready["id"], True, None),
        (gone["id"], False, "invalid_transition"),
        (unknown, False, "not_found"),
    ]
    assert customer.get(f"/orders/{ready['id']}").json()["status"] == "processing"
    audited = admin.get("/admin/audit-log", params={"object_id": ready["id"], "action": "order.set_status"}).json()
    assert len(audited["items"]) == 1
    too_many = {"order_ids": [unknown] * 101, "status": "processing"}
    assert admin.post("/admin/orders/bulk-status", json=too_many).status_code == 422
