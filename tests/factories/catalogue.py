"""Products and categories for tests, made over HTTP."""

from typing import Any

import httpx

from tests.shop import unique


def make_product(client: httpx.Client, *, stock: int = 10, price: int = 1999, **overrides: Any) -> dict[str, Any]:
    """An active product of one variant, unless told otherwise."""
    name = unique("Product")
    body: dict[str, Any] = {
        "name": name,
        "description": "<p>A thing for a test.</p>",
        "status": "active",
        "variants": [{"sku": name.upper(), "options": {"size": "M"}, "price": price, "stock": stock}],
        **overrides,
    }
    answer = client.post("/products", json=body)
    assert answer.status_code == 201, answer.text
    product: dict[str, Any] = answer.json()
    return product


def make_category(client: httpx.Client, **overrides: Any) -> dict[str, Any]:
    answer = client.post("/categories", json={"name": unique("Category"), **overrides})
    assert answer.status_code == 201, answer.text
    category: dict[str, Any] = answer.json()
    return category
