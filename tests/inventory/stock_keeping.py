"""What the tests of stock do again and again."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx

from rowlock.db.database import Database
from rowlock.mail.mailer import open_mailer
from rowlock.outbox.jobs import JobContext
from rowlock.storage.store import open_storage
from tests.shop import Shop, unique


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


def run_job(shop: Shop, job: Callable[..., Awaitable[None]], **arguments: object) -> None:
    """Runs a job here and now, as the worker would."""

    async def run() -> None:
        database = await Database.open(shop.settings, "command")
        try:
            context = JobContext(
                database=database,
                settings=shop.settings,
                mailer=open_mailer(shop.settings),
                storage=open_storage(shop.settings),
                outbox_id=uuid4(),
            )
            await job(context, **arguments)
        finally:
            await database.close()

    shop.run(run())
