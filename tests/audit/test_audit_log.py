"""Who changed what: a change of somebody with a role in the shop is written down once, also when it was refused."""

from collections.abc import Callable
from typing import Any

import asyncpg
import httpx
import pytest

from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.shop import Shop, unique
from tests.transfers.transfer_clients import ended


class Clerk:
    """An admin whose changes are counted."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self.client, _, self.id = shop.user("admin")

    def entries(self, answer: httpx.Response) -> list[dict[str, Any]]:
        request_id = answer.headers["x-request-id"]
        query = "SELECT action, actor_id, before, after, address FROM audit_log WHERE request_id = $1"
        return self._shop.sql(query, request_id)

    def did(self, method: str, path: str, *, expected: int, **options: Any) -> httpx.Response:
        """Makes a change and finds the one entry that tells of it."""
        answer = self.client.request(method, path, **options)
        assert answer.status_code == expected, answer.text
        found = self.entries(answer)
        assert len(found) == 1, (method, path, found)
        assert (found[0]["actor_id"], found[0]["address"]) == (self.id, "127.0.0.1")
        assert (found[0]["before"], found[0]["after"]) != (None, None), (method, path)
        return answer


@pytest.fixture(scope="module")
def clerk(shop: Shop) -> Clerk:
    return Clerk(shop)


def _catalogue(clerk: Clerk) -> None:
    name = unique("mug")
    body = {
        "name": name,
        "description": "",
        "status": "active",
        "variants": [{"sku": name, "options": {"Size": "M"}, "price": 500, "stock": 9}],
    }
    product = clerk.did("POST", "/products", expected=201, json=body).json()
    path = f"/products/{product['id']}"
    clerk.did("PATCH", path, expected=200, json={"name": "Another mug"})
    clerk.did("PUT", path, expected=200, json={"name": "A third mug", "description": "", "status": "active"})
    variant = {"sku": unique("sku"), "options": {"Size": "L"}, "price": 700, "stock": 1}
    made = clerk.did("POST", f"{path}/variants", expected=201, json=variant).json()
    variant_id = made["variants"][-1]["id"] if "variants" in made else made["id"]
    clerk.did("PATCH", f"{path}/variants/{variant_id}", expected=200, json={"price": 900})
    clerk.did("DELETE", f"{path}/variants/{variant_id}", expected=204)
    clerk.did("DELETE", path, expected=204)
    category = clerk.did("POST", "/categories", expected=201, json={"name": unique("Mugs")}).json()
    clerk.did("PUT", f"/categories/{category['id']}", expected=200, json={"name": unique("Cups")})
    clerk.did("DELETE", f"/categories/{category['id']}", expected=204)


def _orders(clerk: Clerk) -> None:
    guest = clerk._shop.guest
    variant = make_product(clerk.client, stock=50)["variants"][0]["id"]
    order = make_order(guest(), variant, 2)
    path = f"/orders/{order['id']}"
    clerk.did("POST", f"{path}/payments", expected=201, json={"amount": order["total"]})
    clerk.did("PUT", f"{path}/status", expected=200, json={"status": "processing"})
    clerk.did("POST", f"{path}/refund", expected=201, json={"amount": 1, "reason": "late"})
    clerk.did("POST", f"/orders/{make_order(guest(), variant)['id']}/cancel", expected=200)
    adjusted = {"variant_id": variant, "delta": -1, "reason": "broken"}
    clerk.did("POST", "/admin/inventory/adjust", expected=200, json=adjusted)


def _back_office(clerk: Clerk) -> None:
    export = clerk.did("POST", "/admin/export/orders", expected=202, json={"format": "csv"}).json()
    ended(clerk._shop, clerk.client, f"/admin/exports/{export['id']}")
    clerk._shop.execute("UPDATE exports SET status = 'failed' WHERE id = $1::text::uuid", export["id"])
    clerk.did("POST", f"/admin/exports/{export['id']}/retry", expected=202)
    csv = b"Handle,Title,Variant SKU,Variant Price\nmug,Mug,MUG-AUDIT,5.00\n"
    clerk.did("POST", "/admin/import/products", expected=202, files={"file": ("p.csv", csv, "text/csv")})
    user_id = clerk._shop.user("customer")[2]
    clerk.did("PUT", f"/admin/users/{user_id}/role", expected=200, json={"role": "vendor"})
    clerk.did("PUT", f"/admin/users/{user_id}/status", expected=200, json={"status": "disabled"})
    key = clerk.did("POST", "/api-keys", expected=201, json={"name": "x", "scopes": ["users:read"]}).json()
    newer = clerk.did("POST", f"/api-keys/{key['id']}/rotate", expected=201, json={}).json()
    clerk.did("DELETE", f"/api-keys/{newer['id']}", expected=204)


@pytest.mark.parametrize("work", [_catalogue, _orders, _back_office])
def test_t_az_12_every_change_is_written_down_once(clerk: Clerk, work: Callable[[Clerk], None]) -> None:
    work(clerk)


def test_t_az_12_a_refused_change_is_written_down_too(clerk: Clerk, shop: Shop) -> None:
    product = make_product(clerk.client, stock=1)
    vendor = shop.vendor()
    for client, method, path, body, expected in (
        (clerk.client, "PUT", f"/admin/users/{clerk.id}/role", {"role": "customer"}, 403),
        (clerk.client, "POST", "/products", {**_body(), "variants": [_variant(product)]}, 409),
        (vendor, "PATCH", f"/products/{product['id']}", {"name": "Mine"}, 404),
        (vendor, "POST", "/categories", {"name": "Mine"}, 403),
    ):
        answer = client.request(method, path, json=body)
        assert answer.status_code == expected, answer.text
        (entry,) = clerk.entries(answer)
        assert entry["action"] == "request.refused"
    customer = shop.customer().post("/categories", json={"name": "Mine"})
    assert (customer.status_code, clerk.entries(customer)) == (403, [])
    assert "role.refused" in shop.until(lambda: shop.log("api-0"))


def _body() -> dict[str, Any]:
    return {"name": "Mug", "description": "", "status": "active"}


def _variant(product: dict[str, Any]) -> dict[str, Any]:
    return {"sku": product["variants"][0]["sku"], "price": 1, "stock": 1}


def test_the_log_is_listed_newest_first_and_filtered(clerk: Clerk) -> None:
    name = unique("Mugs")
    category = clerk.did("POST", "/categories", expected=201, json={"name": name}).json()
    clerk.did("PUT", f"/categories/{category['id']}", expected=200, json={"name": f"{name} 2"})
    found = clerk.client.get("/admin/audit-log", params={"object_id": category["id"]}).json()
    assert found["total"] == 2
    later, earlier = found["items"]
    assert later["at"] >= earlier["at"]
    assert (later["before"]["name"], later["after"]["name"]) == (name, f"{name} 2")
    assert later["actor_id"] == str(clerk.id)
    only = {"object_id": category["id"], "action": later["action"], "actor_id": str(clerk.id)}
    assert [e["id"] for e in clerk.client.get("/admin/audit-log", params=only).json()["items"]] == [later["id"]]
    first = clerk.client.get("/admin/audit-log", params={"limit": 1, "object_id": category["id"]}).json()
    rest = {"limit": 1, "object_id": category["id"], "cursor": first["next_cursor"]}
    assert clerk.client.get("/admin/audit-log", params=rest).json()["items"][0]["id"] == earlier["id"]
    days = {"from": later["at"][:10], "to": later["at"][:10], "object_id": category["id"]}
    assert clerk.client.get("/admin/audit-log", params=days).json()["total"] == 2
    assert clerk.client.get("/admin/audit-log", params={**days, "to": "2020-01-01"}).status_code == 422


def test_the_program_can_neither_change_nor_delete_what_is_written_down(shop: Shop) -> None:
    for statement in ("UPDATE audit_log SET action = 'x'", "DELETE FROM audit_log", "TRUNCATE audit_log"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            shop.execute(statement)
