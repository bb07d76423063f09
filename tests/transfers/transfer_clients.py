"""What the tests of exports and imports do again and again over HTTP."""

from typing import Any

import httpx

from tests.shop import Shop

ENDED = ("done", "failed", "cancelled")


def start_import(admin: httpx.Client, data: bytes, *, kind: str = "products", **fields: str) -> httpx.Response:
    return admin.post(f"/admin/import/{kind}", files={"file": (f"{kind}.csv", data, "text/csv")}, data=fields)


def imported(shop: Shop, admin: httpx.Client, data: bytes, *, kind: str = "products", **fields: str) -> dict[str, Any]:
    """An import that came to its end."""
    started = start_import(admin, data, kind=kind, **fields)
    assert started.status_code == 202, started.text
    return ended(shop, admin, f"/admin/imports/{started.json()['id']}")


def exported(shop: Shop, admin: httpx.Client, kind: str, format: str = "csv", **filters: Any) -> dict[str, Any]:
    """An export that came to its end."""
    started = admin.post(f"/admin/export/{kind}", json={"format": format, **filters})
    assert started.status_code == 202, started.text
    assert started.json()["status"] in ("queued", "running", "done")
    return ended(shop, admin, f"/admin/exports/{started.json()['id']}")


def download(admin: httpx.Client, export: dict[str, Any], **headers: str) -> httpx.Response:
    return admin.get(f"/admin/exports/{export['id']}/download", headers=headers)


def ended(shop: Shop, admin: httpx.Client, path: str) -> dict[str, Any]:
    def asked() -> dict[str, Any] | None:
        answer = admin.get(path)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found if found["status"] in ENDED else None

    found = shop.until(asked, seconds=60)
    assert found is not None
    return found


def kill_worker(shop: Shop) -> None:
    """Without a word to anybody, as a machine dies. What it was doing is free for others at once, not in a lease."""
    worker = shop.processes["worker"]
    worker.kill()
    worker.wait()
    shop.execute("UPDATE outbox SET claimed_until = now() WHERE status = 'claimed'")
