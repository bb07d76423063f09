"""What a race begins with, and what can be seen when it is over."""

from typing import Any, Final

import httpx

from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, make_order
from tests.factories.pricing import apply_coupon, make_coupon
from tests.payments import fake_stripe
from tests.races.barrier import Held
from tests.shop import Shop

# A provider that nobody reaches: what it tells comes from the races themselves.
SETTINGS: Final = {
    "ROWLOCK_STRIPE_SECRET_KEY": fake_stripe.KEY,
    "ROWLOCK_STRIPE_WEBHOOK_SECRET": fake_stripe.SECRET,
    "ROWLOCK_STRIPE_API_URL": "http://127.0.0.1:9",
}


class Stage:
    """A shop without its worker, and an admin: what all races of a run share."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.admin = shop.admin()


class Scene:
    """One variant with its stock, and the people around it. What a race does not need is not made."""

    def __init__(self, stage: Stage, stock: int, price: int = 1000) -> None:
        self.shop, self.admin = stage.shop, stage.admin
        product = make_product(self.admin, stock=stock, price=price)
        self.variant_id: str = product["variants"][0]["id"]
        self.guest = self.shop.client()
        self.other_guest = self.shop.client()
        self.customer: httpx.Client | None = None
        self.other_customer: httpx.Client | None = None
        self.order: dict[str, Any] = {}
        self.coupon: dict[str, Any] = {}
        self.coupon_tag = ""

    def fill(self, client: httpx.Client, quantity: int) -> None:
        fill_cart(client, self.variant_id, quantity)

    def order_pieces(
        self, quantity: int, *, paid: bool = False, processing: bool = False, payment_method: str = "manual"
    ) -> None:
        """The order that the race is about."""
        self.order = make_order(self.guest, self.variant_id, quantity, payment_method=payment_method)
        if paid:
            self.told(self.admin.post(f"{self.order_path}/payments", json={"amount": self.order["total"]}), 201)
        if processing:
            self.told(self.admin.put(f"{self.order_path}/status", json={"status": "processing"}), 200)

    def make_coupon(self, usage_limit: int | None, *clients: httpx.Client) -> None:
        """The coupon that the race is about, in the carts of these."""
        self.coupon = make_coupon(self.admin, usage_limit=usage_limit)
        self.coupon_tag = self.admin.get(self.coupon_path).headers["ETag"]
        for client in clients:
            self.told(apply_coupon(client, self.coupon["code"]), 200)

    @property
    def coupon_path(self) -> str:
        return f"/admin/coupons/{self.coupon['id']}"

    def end_waiting(self) -> None:
        """The order was not paid in time."""
        query = "UPDATE payment_intents SET expires_at = now() - interval '1 minute' WHERE order_id = $1"
        self.shop.execute(query, self.order["id"])

    @property
    def intent_id(self) -> object:
        return self.shop.sql("SELECT id FROM payment_intents WHERE order_id = $1", self.order["id"])[0]["id"]

    @property
    def order_path(self) -> str:
        return f"/orders/{self.order['id']}"

    @staticmethod
    def told(answer: httpx.Response, expected: int) -> None:
        assert answer.status_code == expected, answer.text

    # What is held

    def cart(self, client: httpx.Client) -> Held:
        return Held("SELECT id FROM carts WHERE id = $1 FOR UPDATE", self._cart_id(client))

    def cart_lines(self, client: httpx.Client) -> Held:
        """Not the cart, but what goes with it: who locked the cart and is ending it waits here."""
        return Held("SELECT id FROM cart_items WHERE cart_id = $1 FOR UPDATE", self._cart_id(client))

    def order_row(self) -> Held:
        return Held("SELECT id FROM orders WHERE id = $1 FOR UPDATE", self.order["id"])

    def stock_row(self) -> Held:
        return Held("SELECT variant_id FROM inventory WHERE variant_id = $1 FOR UPDATE", self.variant_id)

    def coupon_row(self) -> Held:
        return Held("SELECT id FROM coupons WHERE id = $1 FOR UPDATE", self.coupon["id"])

    def cart_coupon(self) -> Held:
        return Held("SELECT coupon_id FROM cart_coupons WHERE coupon_id = $1 FOR UPDATE", self.coupon["id"])

    def _cart_id(self, client: httpx.Client) -> object:
        line_id = client.get("/cart").json()["items"][0]["id"]
        return self.shop.sql("SELECT cart_id FROM cart_items WHERE id = $1", line_id)[0]["cart_id"]

    # What is seen afterwards

    def fact(self, name: str) -> object:
        if name == "on_hand":
            return self.admin.get(f"/admin/inventory/{self.variant_id}").json()["on_hand"]
        if name == "sold":
            query = "SELECT coalesce(sum(quantity), 0)::int AS n FROM order_items WHERE variant_id = $1"
            return self.shop.sql(query, self.variant_id)[0]["n"]
        if name == "in_carts":
            people = (self.customer, self.other_customer)
            return [sum(i["quantity"] for i in p.get("/cart").json()["items"]) for p in people if p is not None]
        if name == "left_carts":
            query = "SELECT count(*)::int AS n FROM cart_items WHERE variant_id = $1"
            return self.shop.sql(query, self.variant_id)[0]["n"]
        if name == "coupon_uses":
            query = "SELECT count(*)::int AS n FROM coupon_redemptions WHERE coupon_id = $1 AND released_at IS NULL"
            return self.shop.sql(query, self.coupon["id"])[0]["n"]
        if name == "coupons_in_carts":
            query = "SELECT count(*)::int AS n FROM cart_coupons WHERE coupon_id = $1"
            return self.shop.sql(query, self.coupon["id"])[0]["n"]
        if name == "outcomes":
            query = "SELECT outcome FROM payment_events WHERE order_id = $1 ORDER BY outcome"
            return [row["outcome"] for row in self.shop.sql(query, self.order["id"])]
        order = self.admin.get(self.order_path).json()
        if name == "money_back":
            return order["refunded_total"]
        return order[name]
