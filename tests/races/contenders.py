"""Who races: each sends one request, or does one job of the worker, and says in a word what it was told."""

import secrets
import time
from collections.abc import Callable
from typing import Any

import httpx

from rowlock.cart.jobs import expire_carts
from tests.factories.orders import order_body
from tests.inventory.stock_keeping import run_job
from tests.races.scenes import Scene

Contender = Callable[[Scene], str]


def told(answer: httpx.Response) -> str:
    """`201`, or `409 cart_empty`."""
    if answer.is_success:
        return str(answer.status_code)
    return f"{answer.status_code} {answer.json()['code']}"


def place(scene: Scene) -> str:
    return _place(scene.guest, secrets.token_hex(8))


def place_elsewhere(scene: Scene) -> str:
    """Of another cart."""
    return _place(scene.other_guest, secrets.token_hex(8))


def place_with_same_key(scene: Scene) -> str:
    return _place(scene.guest, f"same-{scene.variant_id}")


def place_as_customer(scene: Scene) -> str:
    assert scene.customer is not None
    return _place(scene.customer, secrets.token_hex(8))


def _place(client: httpx.Client, key: str) -> str:
    body = order_body(email="guest@shop.example")
    return told(client.post("/orders", json=body, headers={"Idempotency-Key": key}))


def cancel(scene: Scene) -> str:
    return told(scene.admin.post(f"{scene.order_path}/cancel"))


def refund_all(scene: Scene) -> str:
    return _refund(scene)


def refund_most(scene: Scene) -> str:
    """So much that it cannot be given twice."""
    return _refund(scene, amount=scene.order["total"] * 6 // 10)


def refund_piece(scene: Scene) -> str:
    """One piece of the line, which goes back into stock."""
    return _refund(scene, items=[{"item_id": scene.order["items"][0]["id"], "quantity": 1, "restock": True}])


def _refund(scene: Scene, **what: Any) -> str:
    return told(scene.admin.post(f"{scene.order_path}/refund", json={"reason": "late", **what}))


def ship(scene: Scene) -> str:
    return told(scene.admin.put(f"{scene.order_path}/status", json={"status": "shipped"}))


def ship_piece(scene: Scene) -> str:
    """A parcel with one piece of the first line."""
    items = [{"item_id": scene.order["items"][0]["id"], "quantity": 1}]
    body = {"carrier": "DHL", "tracking_number": "JD1", "items": items}
    return told(scene.admin.post(f"{scene.order_path}/shipments", json=body))


def merge(scene: Scene) -> str:
    """The guest's cart into the customer's."""
    return _merge(scene, scene.customer)


def merge_elsewhere(scene: Scene) -> str:
    """The guest's cart into another customer's."""
    return _merge(scene, scene.other_customer)


def _merge(scene: Scene, customer: httpx.Client | None) -> str:
    assert customer is not None
    return told(customer.post("/cart/sync", json={"cart_token": scene.guest.headers["X-Cart-Token"], "items": []}))


def adjust_up(scene: Scene) -> str:
    return _adjust(scene, delta=3)


def adjust_down(scene: Scene) -> str:
    return _adjust(scene, delta=-1)


def adjust_if_eight(scene: Scene) -> str:
    """Sets the stock to 20 if it still is 8."""
    return _adjust(scene, on_hand=20, expected=8)


def _adjust(scene: Scene, **what: int) -> str:
    body = {"variant_id": scene.variant_id, "reason": "counted", **what}
    return told(scene.admin.post("/admin/inventory/adjust", json=body))


def end_coupon(scene: Scene) -> str:
    return _save_coupon(scene, is_active=False)


def end_coupon_as_read(scene: Scene) -> str:
    """Only if nobody changed it since the race began."""
    return _save_coupon(scene, if_match=scene.coupon_tag, is_active=False)


def limit_coupon(scene: Scene) -> str:
    """To one use."""
    return _save_coupon(scene, usage_limit=1)


def archive_coupon(scene: Scene) -> str:
    return told(scene.admin.delete(scene.coupon_path))


def _save_coupon(scene: Scene, *, if_match: str | None = None, **changed: object) -> str:
    kept = {name: scene.coupon[name] for name in ("code", "type", "value", "usage_limit")}
    headers = {"If-Match": if_match} if if_match is not None else {}
    return told(scene.admin.put(scene.coupon_path, json={**kept, **changed}, headers=headers))


def expire(scene: Scene) -> str:
    """Waits until the cart's time is over, which it is a moment after the scene was set."""
    query = "SELECT count(*)::int AS n FROM carts WHERE expires_at BETWEEN now() AND now() + interval '1 minute'"
    while scene.shop.sql(query)[0]["n"]:
        time.sleep(0.05)
    run_job(scene.shop, expire_carts)
    return "done"
