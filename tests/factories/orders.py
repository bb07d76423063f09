"""Carts and orders for tests, made over HTTP."""

from typing import Any

import httpx

ADDRESS = {
    "full_name": "Ada Byron",
    "line1": "12 St James's Square",
    "city": "London",
    "region": "Greater London",
    "postal_code": "SW1Y 4JH",
    "country": "GB",
}


def fill_cart(client: httpx.Client, variant_id: str, quantity: int = 1) -> dict[str, Any]:
    """Adds to the client's cart; a guest's client keeps the token it is given."""
    answer = client.post("/cart/add", json={"variant_id": variant_id, "quantity": quantity})
    assert answer.status_code == 200, answer.text
    cart: dict[str, Any] = answer.json()
    if "authorization" not in client.headers:
        client.headers["X-Cart-Token"] = cart["token"]
    return cart


def order_body(**overrides: Any) -> dict[str, Any]:
    return {"shipping_address": ADDRESS, "payment_method": "manual", **overrides}


def place_order(client: httpx.Client, *, key: str | None = None, **overrides: Any) -> httpx.Response:
    """Orders what is in the cart; a guest gives an address of his own."""
    if "authorization" not in client.headers:
        overrides.setdefault("email", "guest@shop.example")
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/orders", json=order_body(**overrides), headers=headers)


def make_order(client: httpx.Client, variant_id: str, quantity: int = 1, **overrides: Any) -> dict[str, Any]:
    fill_cart(client, variant_id, quantity)
    answer = place_order(client, **overrides)
    assert answer.status_code == 201, answer.text
    order: dict[str, Any] = answer.json()
    return order
