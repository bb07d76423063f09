"""Six callers, and the objects of one customer and one vendor that they try their hands on."""

from collections.abc import Callable
from typing import Any, Final

import httpx

from rowlock.accounts.types import Scope
from tests.factories.accounts import new_address
from tests.factories.catalogue import make_category, make_product
from tests.factories.orders import ADDRESS, fill_cart, order_body
from tests.pictures.drawing import new_picture
from tests.shop import PASSWORD, Shop, unique
from tests.transfers.transfer_clients import exported, imported

NOBODY, CUSTOMER, OTHER_CUSTOMER, VENDOR, OTHER_VENDOR, ADMIN = CALLERS = (
    "nobody",
    "customer",
    "other_customer",
    "vendor",
    "other_vendor",
    "admin",
)
"""`customer` and `vendor` are those whom the objects belong to."""

KEY_SCOPES: Final[list[Scope]] = ["catalogue:read"]
CSV: Final = b"Handle,Title,Variant SKU,Variant Price\n"


class World:
    """Objects are made when they are first named and kept until `renew`, so that no call spoils those of another."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.addresses: dict[str, str] = {}
        self._clients: dict[str, httpx.Client] = {}
        self._made: dict[str, str] = {}
        self._makers: dict[str, Callable[[], str]] = {
            "product_id": lambda: str(self.product["id"]),
            "variant_id": lambda: str(self.product["variants"][0]["id"]),
            "category_id": lambda: str(make_category(self.client(ADMIN))["id"]),
            "order_id": lambda: str(self.order["id"]),
            "item_id": self._cart_item,
            "image_id": self._image,
            "address_id": lambda: self._posted(CUSTOMER, "/addresses", ADDRESS),
            "session_id": self._session,
            "key_id": lambda: self._posted(VENDOR, "/api-keys", {"name": "shelf", "scopes": KEY_SCOPES}),
            "user_id": lambda: str(shop.user("customer")[2]),
            "export_id": lambda: str(exported(shop, self.client(ADMIN), "inventory")["id"]),
            "import_id": lambda: str(imported(shop, self.client(ADMIN), CSV)["id"]),
            "coupon_id": lambda: self._posted(
                ADMIN, "/admin/coupons", {"code": unique("C"), "type": "percentage", "value": 10, "combinable": True}
            ),
            "zone_id": lambda: self._posted(ADMIN, "/admin/shipping/zones", new_zone()),
            "method_id": lambda: self._posted(ADMIN, "/admin/shipping/methods", new_method()),
            "rate_id": lambda: self._posted(ADMIN, "/admin/taxes/rates", new_rate()),
            "code": self._tax_class,
            "job_id": self._dead_job,
            "run_id": lambda: str(self.client(ADMIN).post("/admin/system/invariants").json()["id"]),
            "kind": lambda: "inventory",
            "location_id": lambda: self._posted(
                ADMIN, "/admin/inventory/locations", {"code": unique("place"), "name": "North"}
            ),
            "shipment_id": lambda: self._posted(
                ADMIN,
                f"/orders/{self.given('order_id')}/shipments",
                {"carrier": "DHL", "tracking_number": unique("JD")},
            ),
            "invoice_id": self._invoice,
            "return_id": self._return,
            "provider": lambda: "stripe",
            "problem_id": self._payment_problem,
            "token": lambda: "no-such-link",
            "name": lambda: self.wish(unique("list")),
        }
        self._product: dict[str, Any] | None = None
        self._order: dict[str, Any] | None = None

    def client(self, caller: str) -> httpx.Client:
        """Somebody who stays the same; one who signs in for the first time is verified."""
        if caller not in self._clients:
            if caller == NOBODY:
                self._clients[caller] = self.shop.guest()
            else:
                self._clients[caller], self.addresses[caller], _ = self.shop.user(role_of(caller))
        return self._clients[caller]

    def stranger(self, caller: str) -> httpx.Client:
        """Somebody new of the caller's role, for what ends his session or his account."""
        return self.shop.guest() if caller == NOBODY else self.shop.user(role_of(caller))[0]

    def given(self, name: str) -> str:
        """The id that stands for a parameter of a path."""
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def path(self, operation: str) -> str:
        """The address of an operation with ids in place of its parameters."""
        path = operation.partition(" ")[2]
        if "{key}" in path:
            path = path.replace("{key}", self.given("category_id" if "/categories/" in path else "product_id"))
        for name in self._makers:
            if "{" + name + "}" in path:
                path = path.replace("{" + name + "}", self.given(name))
        return path

    def renew(self) -> None:
        """Forgets the objects: a call has changed some of them."""
        self._made.clear()
        self._product = self._order = None

    @property
    def product(self) -> dict[str, Any]:
        """The vendor's product; of its two variants one may go."""
        if self._product is None:
            self._product = make_product(
                self.client(VENDOR),
                variants=[{"options": {"size": size}, "price": 500, "stock": 1000} for size in ("S", "M")],
            )
        return self._product

    @property
    def order(self) -> dict[str, Any]:
        """The customer's order of the vendor's product, paid in part."""
        if self._order is None:
            self.fill_cart(CUSTOMER)
            placed = self.client(CUSTOMER).post("/orders", json=order_body())
            assert placed.status_code == 201, placed.text
            order: dict[str, Any] = placed.json()
            paid = self.client(ADMIN).post(f"/orders/{order['id']}/payments", json={"amount": 100})
            assert paid.status_code == 201, paid.text
            self._order = order
        return self._order

    def fill_cart(self, caller: str) -> dict[str, Any]:
        """One thing in the cart, and nothing that an earlier call may have taken out of sale since."""
        self.client(caller).delete("/cart/clear")
        return fill_cart(self.client(caller), self.given("variant_id"))

    def return_wish(self) -> dict[str, Any]:
        """What asks to send back a piece of the customer's order."""
        return {"items": [{"item_id": self.order["items"][0]["id"], "quantity": 1}], "reason": "too small"}

    def ordered(self, caller: str) -> dict[str, Any]:
        """What orders a cart, with something in the cart."""
        self.fill_cart(caller)
        return order_body(email=new_address())

    def transfer(self, caller: str) -> dict[str, Any]:
        """What moves a piece from the default location to another."""
        locations = self.client(ADMIN).get("/admin/inventory/locations").json()["items"]
        return {
            "from_location_id": next(place["id"] for place in locations if place["is_default"]),
            "to_location_id": self.given("location_id"),
            "items": [{"variant_id": self.given("variant_id"), "quantity": 1}],
        }

    def address(self, caller: str) -> str:
        self.client(caller)
        return self.addresses[caller]

    def log_in(self) -> dict[str, Any]:
        """The tokens of another session of the customer."""
        credentials = {"email": self.address(CUSTOMER), "password": PASSWORD}
        tokens: dict[str, Any] = self.shop.guest().post("/auth/login", json=credentials).json()
        return tokens

    def _cart_item(self) -> str:
        variant_id = self.given("variant_id")
        self.given("order_id")  # made later, it would use up the cart
        items = self.fill_cart(CUSTOMER)["items"]
        return next(str(item["id"]) for item in items if item["variant_id"] == variant_id)

    def _image(self) -> str:
        file = {"file": ("mug.png", new_picture(), "image/png")}
        answer = self.client(VENDOR).post(f"/products/{self.given('product_id')}/upload-image", files=file)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def _session(self) -> str:
        token = self.log_in()["access_token"]
        sessions = self.shop.client(token).get("/auth/sessions").json()["items"]
        return next(str(session["id"]) for session in sessions if session["is_current"])

    def coupon_for(self, caller: str) -> str:
        """The code of a coupon, with something in the caller's cart."""
        self.fill_cart(caller)
        coupon_id = self.given("coupon_id")
        return str(self.client(ADMIN).get(f"/admin/coupons/{coupon_id}").json()["code"])

    def wish(self, name: str = "default") -> str:
        """The customer wishes for the product, in a list of this name."""
        customer = self.client(CUSTOMER)
        for wishlist in customer.get("/wishlist/lists").json()["items"]:
            customer.delete(f"/wishlist/lists/{wishlist['name']}")
        answer = customer.post("/wishlist", json={"product_id": self.given("product_id"), "list": name})
        assert answer.status_code == 201, answer.text
        return name

    def _tax_class(self) -> str:
        code = unique("class")
        assert self.client(ADMIN).put(f"/admin/taxes/classes/{code}", json={"name": "Reduced"}).status_code == 200
        return code

    def _payment_problem(self) -> str:
        row = self.shop.sql(
            "INSERT INTO payment_problems (kind, provider, reference, detail) "
            "VALUES ('dispute', 'stripe', $1, 'a dispute') RETURNING id",
            unique("dp"),
        )
        return str(row[0]["id"])

    def _invoice(self) -> str:
        path = f"/orders/{self.given('order_id')}/invoices"
        assert self.client(ADMIN).post(path).status_code == 202
        self.shop.drain()
        return str(self.client(ADMIN).get(path).json()["items"][0]["id"])

    def _return(self) -> str:
        # By hand, since the order would have to leave for it, and other calls need one that has not.
        rows = self.shop.sql(
            "WITH asked AS (INSERT INTO order_returns (order_id, reason) VALUES ($1::text::uuid, 'small') RETURNING id)"
            " INSERT INTO order_return_items (return_id, order_item_id, quantity) SELECT asked.id, $2::text::uuid, 1"
            " FROM asked RETURNING return_id::text AS id",
            self.given("order_id"),
            self.order["items"][0]["id"],
        )
        return str(rows[0]["id"])

    def _dead_job(self) -> str:
        rows = self.shop.sql(
            "INSERT INTO outbox (job, arguments, status, finished_at)"
            " VALUES ('no_such_job', '{}', 'dead', now()) RETURNING id::text"
        )
        return str(rows[0]["id"])

    def _posted(self, caller: str, path: str, body: dict[str, Any]) -> str:
        answer = self.client(caller).post(path, json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


def role_of(caller: str) -> str:
    return caller.removeprefix("other_")


def new_name(*_: Any) -> dict[str, Any]:
    return {"name": unique("Thing")}


def new_zone(*_: Any) -> dict[str, Any]:
    return {"name": unique("Zone"), "places": [{"country": "AQ", "region": unique("Station")}]}


def new_method(*_: Any) -> dict[str, Any]:
    return {"code": unique("by-sledge"), "name": "By sledge", "amount": 900, "position": 99}


def new_rate(*_: Any) -> dict[str, Any]:
    return {"name": "Ice tax", "country": "AQ", "region": unique("Station"), "rate": 5}
