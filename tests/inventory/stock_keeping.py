"""What the tests of stock do again and again."""

from typing import Any

import httpx

from tests.shop import unique


def open_location(admin: httpx.Client, **fields: object) -> str:
    """A new location, after all others in order unless told otherwise."""
    answer = admin.post("/admin/inventory/locations", json={"code": unique("place"), "name": "North", **fields})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def default_location(admin: httpx.Client) -> str:
    locations = admin.get("/admin/inventory/locations").json()["items"]
    return next(str(location["id"]) for location in locations if location["is_default"])


def adjust(admin: httpx.Client, variant_id: str, **body: object) -> httpx.Response:
    return admin.post("/admin/inventory/adjust", json={"variant_id": variant_id, "reason": "counted", **body})


def transfer(admin: httpx.Client, origin: str, goal: str, *items: tuple[str, int]) -> httpx.Response:
    body = {
        "from_location_id": origin,
        "to_location_id": goal,
        "items": [{"variant_id": variant_id, "quantity": quantity} for variant_id, quantity in items],
    }
    return admin.post("/admin/inventory/transfer", json=body)


def shares(admin: httpx.Client, variant_id: str) -> dict[str, int]:
    """How many of a variant lie at each location."""
    stock: dict[str, Any] = admin.get(f"/admin/inventory/{variant_id}").json()
    found = {str(share["location_id"]): int(share["on_hand"]) for share in stock["locations"]}
    assert sum(found.values()) == stock["on_hand"]
    return found


def ledger(admin: httpx.Client, **filters: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = admin.get("/admin/inventory/movements", params=filters).json()["items"]
    return items
