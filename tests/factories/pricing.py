"""Coupons, zones and taxes for tests, made over HTTP."""

from typing import Any

import httpx

from tests.shop import unique


def make_coupon(admin: httpx.Client, type: str = "percentage", value: float | None = 10, **more: Any) -> dict[str, Any]:
    """A coupon of its own code, unless `code=None` makes it a promotion."""
    body = {"code": unique("C").upper(), "type": type, "value": value, **more}
    answer = admin.post("/admin/coupons", json={k: v for k, v in body.items() if v is not None})
    assert answer.status_code == 201, answer.text
    coupon: dict[str, Any] = answer.json()
    return coupon


def apply_coupon(client: httpx.Client, code: str) -> httpx.Response:
    return client.post("/cart/coupon", json={"code": code})
