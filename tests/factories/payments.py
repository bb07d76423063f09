"""Orders that a provider is paid for, made over HTTP."""

from typing import Any

import httpx

from tests.factories.catalogue import make_product
from tests.factories.orders import make_order
from tests.shop import Shop


class ProviderOrder:
    """An order of two pieces, of which there were ten, and the people around it."""

    def __init__(self, shop: Shop, admin: httpx.Client, method: str = "stripe", price: int = 1000) -> None:
        self.shop, self.admin = shop, admin
        self.variant_id: str = make_product(admin, stock=10, price=price)["variants"][0]["id"]
        self.buyer, self.email, _ = shop.user("customer")
        self.placed: dict[str, Any] = make_order(self.buyer, self.variant_id, 2, payment_method=method)
        self.id: str = self.placed["id"]

    @property
    def client_secret(self) -> str:
        secret: str = self.placed["payment"]["client_secret"]
        return secret

    def now(self) -> dict[str, Any]:
        """The order as admins see it."""
        found: dict[str, Any] = self.admin.get(f"/orders/{self.id}").json()
        return found

    def intent(self) -> dict[str, Any]:
        return self.shop.sql("SELECT * FROM payment_intents WHERE order_id = $1", self.id)[0]

    def state(self) -> tuple[str, str, int, int]:
        """Status, payment status, paid and refunded."""
        order = self.now()
        return order["status"], order["payment_status"], order["paid_total"], order["refunded_total"]

    def on_hand(self) -> int:
        count: int = self.admin.get(f"/admin/inventory/{self.variant_id}").json()["on_hand"]
        return count

    def problems(self) -> list[str]:
        found = self.admin.get("/admin/payments/problems", params={"limit": 100}).json()["items"]
        return [problem["kind"] for problem in found if problem["order_id"] == self.id]
