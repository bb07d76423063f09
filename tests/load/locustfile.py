"""A sale day: visitors who look around, guests and customers who buy, each with a person's pauses.

It expects the shop of `rowlock demo`, whose customers are `customer-<n>@demo.example`. A refusal that a busy shop
owes its buyers (somebody else took the last one) is no failure: it is counted under its own name.
"""

import os
import random
import uuid
from typing import Any, Final

from locust import FastHttpUser, between, task
from locust.contrib.fasthttp import ResponseContextManager

CUSTOMERS: Final = int(os.environ.get("LOAD_CUSTOMERS", "100"))
PASSWORD: Final = "rowlock-demo"
WORDS: Final = ("mug", "oak", "linen lamp", "sof", "walnut", "alpine boots", "blankt", "harbour", "cott", "steel pan")
SORTS: Final = ("newest", "price", "-price", "name", "popular")
ADDRESS: Final = {
    "full_name": "Ada Byron",
    "line1": "12 St James's Square",
    "city": "London",
    "postal_code": "SW1Y 4JH",
    "country": "GB",
}

# What a sale day may answer beside success.
EXPECTED: Final = {(409, "out_of_stock"), (409, "insufficient_stock"), (409, "unavailable"), (409, "cart_empty")}


class Visitor(FastHttpUser):
    """What both have in common: asking, and knowing a refusal from a failure."""

    abstract = True
    default_headers: dict[str, str]

    def on_start(self) -> None:
        self.headers: dict[str, str] = {}
        self.categories = [c["slug"] for c in self.ask("GET", "/categories", "/categories")["items"]]
        self.seen: list[dict[str, Any]] = []
        self.look_at_list({"limit": 20})

    def ask(self, method: str, path: str, name: str, **given: Any) -> dict[str, Any]:
        """The answer's JSON; empty where the shop refused for a reason that it may have."""
        headers = {**self.headers, **given.pop("headers", {})}
        request = self.client.request(
            method, "/api/v1" + path, name=f"{method} {name}", headers=headers, catch_response=True, **given
        )
        with request as response:
            return judged(response)

    def look_at_list(self, query: dict[str, Any], name: str = "/products") -> dict[str, Any]:
        path = "/products?" + "&".join(f"{key}={str(value).replace(' ', '+')}" for key, value in query.items())
        page = self.ask("GET", path, name)
        self.seen = page.get("items") or self.seen
        return page

    def look_at_product(self) -> dict[str, Any]:
        # Most people open what stands at the top.
        place = min(int(random.expovariate(0.4)), len(self.seen) - 1)
        return self.ask("GET", f"/products/{self.seen[place]['id']}", "/products/{id}")


def judged(response: ResponseContextManager) -> dict[str, Any]:
    try:
        body: dict[str, Any] = response.json() if response.content else {}
    except ValueError:
        response.failure("the answer is no JSON")  # type: ignore[no-untyped-call]
        return {}
    if 200 <= response.status_code < 300:
        response.success()  # type: ignore[no-untyped-call]
        return body
    code = body.get("code", "no code")
    if (response.status_code, code) in EXPECTED:
        response.request_meta["name"] += f" → {code}"
        response.success()  # type: ignore[no-untyped-call]
    else:
        response.failure(f"{response.status_code} {code}: {body.get('detail')}")  # type: ignore[no-untyped-call]
    return {}


class Browser(Visitor):
    """Looks around and leaves."""

    weight = 8
    wait_time = between(0.5, 3)

    @task(6)
    def open_a_product(self) -> None:
        self.look_at_product()

    @task(4)
    def stroll_through_a_category(self) -> None:
        query = {"category": random.choice(self.categories), "limit": 20}
        page = self.look_at_list(query, "/products?category")
        if page.get("next_cursor") and random.random() < 0.4:
            self.look_at_list({**query, "cursor": page["next_cursor"]}, "/products?cursor")

    @task(3)
    def search(self) -> None:
        self.look_at_list({"q": random.choice(WORDS), "limit": 20}, "/products?q")

    @task(2)
    def filter(self) -> None:
        least = random.randrange(500, 5000, 500)
        query = {"min_price": least, "max_price": least + 5000, "in_stock": "true", "sort": random.choice(SORTS)}
        self.look_at_list(query, "/products?filters")

    @task(1)
    def read_the_tree(self) -> None:
        self.ask("GET", "/categories?tree=true", "/categories?tree")


class Guest(Visitor):
    """Fills a cart, orders it, looks where it is, and now and then thinks better of it."""

    weight = 2
    wait_time = between(1, 4)

    @task
    def buy(self) -> None:
        if not self.fill_cart():
            return
        self.wait()  # type: ignore[no-untyped-call]
        order = self.place_order()
        if not order:
            return
        self.wait()  # type: ignore[no-untyped-call]
        headers = {"X-Order-Token": order["token"]} if "token" in order else {}
        self.ask("GET", f"/orders/{order['id']}/track", "/orders/{id}/track", headers=headers)
        if random.random() < 0.1:
            headers = {**headers, "Idempotency-Key": str(uuid.uuid4())}
            path = f"/orders/{order['id']}/cancel"
            self.ask("POST", path, "/orders/{id}/cancel", headers=headers, json={"reason": "changed my mind"})

    def fill_cart(self) -> bool:
        """Whether anything is in it."""
        self.look_at_list({"in_stock": "true", "sort": random.choice(SORTS), "limit": 50}, "/products?filters")
        cart: dict[str, Any] = {}
        for _ in range(random.choice((1, 1, 2, 3))):
            product = self.look_at_product()
            variants = [v for v in product.get("variants", ()) if v["in_stock"]]
            if not variants:
                continue
            line = {"variant_id": random.choice(variants)["id"], "quantity": random.choice((1, 1, 1, 2))}
            cart = self.ask("POST", "/cart/add", "/cart/add", json=line) or cart
            if token := cart.get("token"):
                self.headers["X-Cart-Token"] = token
        return bool(cart.get("items"))

    def place_order(self) -> dict[str, Any]:
        order = self.ask(
            "POST",
            "/orders",
            "/orders",
            headers={"Idempotency-Key": str(uuid.uuid4())},
            json={"shipping_address": ADDRESS, "payment_method": "manual", **self.who()},
        )
        self.headers.pop("X-Cart-Token", None)
        return order

    def who(self) -> dict[str, str]:
        return {"email": f"guest-{uuid.uuid4().hex[:12]}@load.example"}


class Customer(Guest):
    """A guest with an account."""

    weight = 1

    def on_start(self) -> None:
        super().on_start()
        credentials = {"email": f"customer-{random.randint(1, CUSTOMERS)}@demo.example", "password": PASSWORD}
        tokens = self.ask("POST", "/auth/login", "/auth/login", json=credentials)
        if tokens:
            self.headers["Authorization"] = f"Bearer {tokens['access_token']}"

    @task
    def look_back(self) -> None:
        self.ask("GET", "/orders?limit=20", "/orders")

    def who(self) -> dict[str, str]:
        return {}
