"""Keys for programs: never stronger than their owner, told once, replaced without a standstill."""

from typing import Any

import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.factories.orders import make_order, place_order
from tests.shop import Shop


def _make(owner: httpx.Client, *scopes: str, **more: Any) -> dict[str, Any]:
    answer = owner.post("/api-keys", json={"name": "storefront", "scopes": list(scopes), **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_key_is_told_once_and_stored_as_a_hash(shop: Shop) -> None:
    owner = shop.admin()
    made = _make(owner, "orders:read", "catalogue:read")
    assert made["key"].startswith(made["prefix"])
    assert len(made["key"]) > 40
    (listed,) = owner.get("/api-keys").json()["items"]
    assert "key" not in listed
    assert (listed["prefix"], listed["scopes"]) == (made["prefix"], ["catalogue:read", "orders:read"])
    (row,) = shop.sql("SELECT t::text AS text FROM api_keys AS t WHERE id = $1", made["id"])
    assert made["key"] not in row["text"]
    shop.client(made["key"]).get("/admin/orders")
    assert made["key"] not in shop.log("api-0")


def test_a_key_does_what_its_scopes_say_and_no_more(shop: Shop) -> None:
    owner = shop.admin()
    reader = shop.client(_make(owner, "orders:read")["key"])
    order = make_order(shop.guest(), make_product(owner, stock=3)["variants"][0]["id"])
    assert reader.get("/admin/orders").status_code == 200
    assert reader.get(f"/orders/{order['id']}").status_code == 200
    for method, path in (
        ("PUT", f"/orders/{order['id']}/status"),
        ("GET", "/admin/users"),
        ("POST", "/products"),
        ("GET", "/auth/me"),
        ("POST", "/auth/logout-all"),
        ("POST", f"/orders/{order['id']}/cancel"),
        ("GET", "/api-keys"),
        ("POST", "/api-keys"),
    ):
        refused = reader.request(method, path, json={} if method != "GET" else None)
        assert (refused.status_code, refused.json()["code"]) == (403, "insufficient_scope"), (method, path)
    writer = shop.client(_make(owner, "orders:write")["key"])
    assert writer.post(f"/orders/{order['id']}/cancel").status_code == 200


def test_a_key_is_as_strong_as_its_owner_is_now(shop: Shop) -> None:
    owner, _, owner_id = shop.user("admin")
    key = shop.client(_make(owner, "users:read")["key"])
    assert key.get("/admin/users").status_code == 200
    chief = shop.admin()
    chief.put(f"/admin/users/{owner_id}/role", json={"role": "customer"})
    assert key.get("/admin/users").status_code == 403
    chief.put(f"/admin/users/{owner_id}/status", json={"status": "disabled"})
    assert key.get("/admin/users").status_code == 401


def test_nobody_makes_a_key_that_is_stronger_than_himself(shop: Shop) -> None:
    vendor = shop.vendor()
    refused = vendor.post("/api-keys", json={"name": "x", "scopes": ["orders:read", "users:write"]})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    key = shop.client(_make(vendor, "catalogue:write", "orders:read")["key"])
    assert make_product(key, stock=1)["vendor"] is not None
    assert key.get("/admin/orders").status_code == 403
    assert shop.customer().get("/api-keys").status_code == 403


def test_for_visitors_a_key_is_nobody_in_particular(shop: Shop) -> None:
    owner = shop.admin()
    key = shop.client(_make(owner, "orders:read")["key"])
    variant = make_product(owner, stock=3)["variants"][0]["id"]
    added = key.post("/cart/add", json={"variant_id": variant, "quantity": 1})
    assert added.json()["token"]
    assert owner.get("/cart").json()["items"] == []
    key.headers["X-Cart-Token"] = added.json()["token"]
    placed = place_order(key, email="guest@shop.example")
    assert shop.sql("SELECT user_id FROM orders WHERE id = $1", placed.json()["id"]) == [{"user_id": None}]


def test_a_key_is_rotated_with_an_overlap(shop: Shop) -> None:
    owner = shop.admin()
    old = _make(owner, "users:read")
    new = owner.post(f"/api-keys/{old['id']}/rotate", json={"overlap_seconds": 3600}).json()
    assert (new["name"], new["scopes"]) == (old["name"], old["scopes"])
    for each in (old, new):
        assert shop.client(each["key"]).get("/admin/users").status_code == 200
    shop.execute("UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1", old["id"])
    assert shop.client(old["key"]).get("/admin/users").status_code == 401
    assert shop.client(new["key"]).get("/admin/users").status_code == 200
    assert owner.post(f"/api-keys/{old['id']}/rotate", json={}).status_code == 404


def test_a_key_is_ended_at_once_by_its_owner_only(shop: Shop) -> None:
    owner = shop.admin()
    made = _make(owner, "users:read")
    assert shop.admin().delete(f"/api-keys/{made['id']}").status_code == 404
    assert owner.delete(f"/api-keys/{made['id']}").status_code == 204
    assert shop.client(made["key"]).get("/admin/users").status_code == 401
    assert owner.get("/api-keys").json()["items"] == []


def test_its_use_is_seen_and_its_changes_are_in_the_audit_log(shop: Shop) -> None:
    owner = shop.admin()
    made = _make(owner, "inventory:write", "audit:read")
    assert owner.get("/api-keys").json()["items"][0]["last_used_at"] is None
    key = shop.client(made["key"])
    variant = make_product(owner, stock=3)["variants"][0]["id"]
    adjusted = key.post("/admin/inventory/adjust", json={"variant_id": variant, "delta": 1, "reason": "count"})
    assert adjusted.status_code == 200, adjusted.text
    assert owner.get("/api-keys").json()["items"][0]["last_used_at"] is not None
    entries = key.get("/admin/audit-log", params={"object_id": made["id"]}).json()["items"]
    assert [entry["action"] for entry in entries] == ["api_key.create"]
    assert made["key"] not in str(entries)
    (stock,) = key.get("/admin/audit-log", params={"object_id": variant}).json()["items"]
    assert stock["api_key_id"] == made["id"]


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["orders:all"]}, "scopes[0]"),
        ({"scopes": "orders:read"}, "scopes"),
        ({"name": ""}, "name"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "2030-01-01T00:00:00"}, "expires_at"),
        ({"role": "admin"}, "role"),
    ],
)
def test_what_is_no_key_is_refused_by_its_field(shop: Shop, change: dict[str, Any], path: str) -> None:
    answer = shop.admin().post("/api-keys", json={"name": "x", "scopes": ["orders:read"], **change})
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path)


@pytest.mark.parametrize("key", ["rk_", "rk_x", "rk_" + "A" * 43, "rk_" + "A" * 4000])
def test_what_is_no_key_lets_nobody_in(shop: Shop, key: str) -> None:
    answer = shop.client(key).get("/admin/users")
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
    assert shop.client(key).get("/products").status_code == 401
