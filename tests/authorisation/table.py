"""Who may what: every operation of the API with its rule. A new route needs a line here.

An outcome is a status, or OK: the call succeeds. `body` makes a valid body for a caller; `answers` is the status that
stands for success where a call cannot be made to succeed cheaply, because the body would need a mailed code or link.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from tests.authorisation import world
from tests.authorisation.world import (
    ADMIN,
    CSV,
    CUSTOMER,
    KEY_SCOPES,
    NOBODY,
    OTHER_CUSTOMER,
    OTHER_VENDOR,
    VENDOR,
    World,
)
from tests.factories.accounts import new_address
from tests.factories.orders import ADDRESS
from tests.pictures.drawing import new_picture
from tests.shop import PASSWORD, unique

OK: Final = 200
Body = Callable[[World, str], Any]


class Upload(msgspec.Struct, frozen=True):
    """A file sent as multipart."""

    data: bytes


class Rule(msgspec.Struct, frozen=True):
    """The outcome of each caller, and how the call is made."""

    outcomes: dict[str, int]
    body: Body | None = None
    answers: int | None = None
    spoils_caller: bool = False

    def __call__(self, body: Body | None = None, *, answers: int | None = None, spoils_caller: bool = False) -> "Rule":
        return msgspec.structs.replace(self, body=body, answers=answers, spoils_caller=spoils_caller)


def rule(nobody: int, customer: int, other_customer: int, vendor: int, other_vendor: int, admin: int) -> Rule:
    return Rule(
        {
            NOBODY: nobody,
            CUSTOMER: customer,
            OTHER_CUSTOMER: other_customer,
            VENDOR: vendor,
            OTHER_VENDOR: other_vendor,
            ADMIN: admin,
        }
    )


#                          nobody customer other  vendor other  admin
ANYONE: Final = rule(      OK,    OK,      OK,    OK,    OK,    OK)  # fmt: skip
USER: Final = rule(        401,   OK,      OK,    OK,    OK,    OK)  # fmt: skip
OWNER: Final = rule(       401,   OK,      404,   404,   404,   404)  # fmt: skip
OWNER_ADMIN: Final = rule( 401,   OK,      404,   404,   404,   OK)  # fmt: skip
CART_OWNER: Final = rule(  404,   OK,      404,   404,   404,   404)  # fmt: skip
VENDORS: Final = rule(     401,   403,     403,   OK,    OK,    403)  # fmt: skip
VENDOR_OWN: Final = rule(  401,   403,     403,   OK,    404,   403)  # fmt: skip
STAFF: Final = rule(       401,   403,     403,   OK,    OK,    OK)  # fmt: skip
STAFF_OWN: Final = rule(   401,   403,     403,   OK,    404,   404)  # fmt: skip
SHELF: Final = rule(       401,   403,     403,   OK,    404,   OK)  # fmt: skip
ADMINS: Final = rule(      401,   403,     403,   403,   403,   OK)  # fmt: skip


def _variant(*_: Any) -> dict[str, Any]:
    return {"options": {"size": unique("size")}, "price": 100}


TABLE: Final[dict[str, Rule]] = {
    # Accounts
    "POST /api/v1/auth/register": ANYONE(
        lambda w, c: {"email": new_address(), "password": PASSWORD, "full_name": "Ada Byron"}
    ),
    "POST /api/v1/auth/resend-verification": ANYONE(lambda w, c: {"email": new_address()}),
    "GET /api/v1/auth/verify-email/{token}": ANYONE(answers=400),
    "GET /api/v1/auth/confirm-email/{token}": ANYONE(answers=400),
    "POST /api/v1/auth/login": ANYONE(lambda w, c: {"email": w.address(CUSTOMER), "password": PASSWORD}),
    "POST /api/v1/auth/refresh": ANYONE(lambda w, c: {"refresh_token": w.log_in()["refresh_token"]}),
    "POST /api/v1/auth/forgot-password": ANYONE(lambda w, c: {"email": new_address()}),
    "POST /api/v1/auth/reset-password": ANYONE(
        lambda w, c: {"email": new_address(), "otp": "012345", "new_password": PASSWORD}, answers=400
    ),
    "POST /api/v1/auth/change-password": USER(
        lambda w, c: {"current_password": PASSWORD, "new_password": "Ember-Thistle-31"}, spoils_caller=True
    ),
    "POST /api/v1/auth/change-email": USER(lambda w, c: {"email": new_address(), "password": PASSWORD}),
    "POST /api/v1/auth/logout": USER(spoils_caller=True),
    "POST /api/v1/auth/logout-all": USER(spoils_caller=True),
    "GET /api/v1/auth/sessions": USER,
    "DELETE /api/v1/auth/sessions/{session_id}": OWNER,
    "GET /api/v1/auth/me": USER,
    "PATCH /api/v1/auth/me": USER(lambda w, c: {"full_name": "Grace Hopper"}),
    "DELETE /api/v1/auth/me": USER(spoils_caller=True),
    "GET /api/v1/auth/me/export": USER,
    "GET /api/v1/addresses": USER,
    "POST /api/v1/addresses": USER(lambda w, c: ADDRESS),
    "PUT /api/v1/addresses/{address_id}": OWNER(lambda w, c: ADDRESS),
    "DELETE /api/v1/addresses/{address_id}": OWNER,
    "GET /api/v1/api-keys": STAFF,
    "POST /api/v1/api-keys": STAFF(lambda w, c: {"name": "shelf", "scopes": KEY_SCOPES}),
    "POST /api/v1/api-keys/{key_id}/rotate": STAFF_OWN(lambda w, c: {"overlap_seconds": 60}),
    "DELETE /api/v1/api-keys/{key_id}": STAFF_OWN,
    # The catalogue
    "GET /api/v1/products": ANYONE,
    "GET /api/v1/products/{key}": ANYONE,
    "GET /api/v1/products/{key}/related": ANYONE,
    "POST /api/v1/products/{product_id}/notify-me": ANYONE(
        lambda w, c: {"variant_id": w.given("variant_id"), "email": new_address()}
    ),
    "DELETE /api/v1/products/{product_id}/notify-me": USER,
    "GET /api/v1/stock-notices/unsubscribe/{token}": ANYONE(answers=400),
    "POST /api/v1/stock-notices/unsubscribe/{token}": ANYONE(answers=400),
    "GET /api/v1/categories": ANYONE,
    "GET /api/v1/categories/{key}": ANYONE,
    "GET /api/v1/tags": ANYONE,
    "POST /api/v1/products": STAFF(lambda w, c: world.new_name() | {"variants": [{"price": 100}]}),
    "POST /api/v1/products/bulk": STAFF(
        lambda w, c: {"operations": [{"op": "create", "product": world.new_name() | {"variants": [{"price": 100}]}}]}
    ),
    "PUT /api/v1/products/{product_id}": SHELF(world.new_name),
    "PATCH /api/v1/products/{product_id}": SHELF(world.new_name),
    "DELETE /api/v1/products/{product_id}": SHELF,
    "POST /api/v1/products/{product_id}/variants": SHELF(_variant),
    "PATCH /api/v1/products/{product_id}/variants/{variant_id}": SHELF(lambda w, c: {"price": 700}),
    "DELETE /api/v1/products/{product_id}/variants/{variant_id}": SHELF,
    "POST /api/v1/products/{product_id}/upload-image": SHELF(lambda w, c: Upload(new_picture())),
    "GET /api/v1/products/{product_id}/images": SHELF,
    "PATCH /api/v1/products/{product_id}/images/{image_id}": SHELF(lambda w, c: {"alt": "A mug"}),
    "DELETE /api/v1/products/{product_id}/images/{image_id}": SHELF,
    "POST /api/v1/categories": ADMINS(world.new_name),
    "PUT /api/v1/categories/{category_id}": ADMINS(world.new_name),
    "DELETE /api/v1/categories/{category_id}": ADMINS,
    # Carts and orders
    "GET /api/v1/cart": ANYONE,
    "GET /api/v1/cart/validate": ANYONE,
    "GET /api/v1/cart/explain": ANYONE,
    "POST /api/v1/cart/coupon": ANYONE(lambda w, c: {"code": w.coupon_for(c)}),
    "DELETE /api/v1/cart/coupon": ANYONE,
    "POST /api/v1/cart/add": ANYONE(lambda w, c: {"variant_id": w.given("variant_id")}),
    "POST /api/v1/cart/items": ANYONE(lambda w, c: {"items": [{"variant_id": w.given("variant_id")}]}),
    "PUT /api/v1/cart/{item_id}": CART_OWNER(lambda w, c: {"quantity": 2}),
    "DELETE /api/v1/cart/{item_id}": CART_OWNER,
    "DELETE /api/v1/cart/clear": ANYONE(lambda w, c: w.fill_cart(c) and None),
    "POST /api/v1/cart/sync": USER(lambda w, c: {"items": [{"variant_id": w.given("variant_id")}]}),
    "POST /api/v1/cart/acknowledge-prices": ANYONE,
    "GET /api/v1/cart-reminders/unsubscribe/{token}": ANYONE(answers=400),
    "POST /api/v1/cart-reminders/unsubscribe/{token}": ANYONE(answers=400),
    "GET /api/v1/wishlist": USER,
    "POST /api/v1/wishlist": USER(lambda w, c: {"product_id": w.given("product_id")}),
    "DELETE /api/v1/wishlist/{product_id}": OWNER(lambda w, c: w.wish() and None),
    "POST /api/v1/wishlist/{product_id}/move-to-cart": OWNER(
        lambda w, c: w.wish() and {"variant_id": w.given("variant_id")}
    ),
    "GET /api/v1/wishlist/lists": USER,
    "PUT /api/v1/wishlist/lists/{name}": OWNER(lambda w, c: {"name": unique("list")}),
    "DELETE /api/v1/wishlist/lists/{name}": OWNER,
    "GET /api/v1/shipping-methods": ANYONE,
    "POST /api/v1/orders": ANYONE(World.ordered),
    "GET /api/v1/orders": USER,
    "GET /api/v1/orders/history": USER,
    "GET /api/v1/orders/{order_id}": OWNER_ADMIN,
    "GET /api/v1/orders/{order_id}/track": OWNER_ADMIN,
    "GET /api/v1/orders/{order_id}/explain": OWNER_ADMIN,
    "GET /api/v1/orders/{order_id}/refunds": OWNER_ADMIN,
    "POST /api/v1/orders/{order_id}/shipments": ADMINS(lambda w, c: {"carrier": "DHL", "tracking_number": "JD1"}),
    "PATCH /api/v1/orders/{order_id}/shipments/{shipment_id}": ADMINS(lambda w, c: {"carrier": "UPS"}),
    "POST /api/v1/orders/{order_id}/returns": OWNER_ADMIN(lambda w, c: w.return_wish(), answers=409),
    "GET /api/v1/orders/{order_id}/returns": OWNER_ADMIN,
    "POST /api/v1/orders/{order_id}/returns/{return_id}/cancel": OWNER_ADMIN,
    "GET /api/v1/admin/returns": ADMINS,
    "POST /api/v1/admin/returns/{return_id}/approve": ADMINS,
    "POST /api/v1/admin/returns/{return_id}/reject": ADMINS,
    "POST /api/v1/admin/returns/{return_id}/receive": ADMINS(answers=409),
    "GET /api/v1/orders/{order_id}/invoices": OWNER_ADMIN,
    "POST /api/v1/orders/{order_id}/invoices": ADMINS,
    "GET /api/v1/orders/{order_id}/invoices/{invoice_id}": OWNER_ADMIN,
    "GET /api/v1/admin/invoices": ADMINS,
    "POST /api/v1/orders/{order_id}/notes": ADMINS(lambda w, c: {"text": "rings twice"}),
    "GET /api/v1/orders/{order_id}/notes": ADMINS,
    "POST /api/v1/orders/{order_id}/cancel": OWNER_ADMIN(lambda w, c: {"reason": "changed my mind"}),
    "POST /api/v1/orders/{order_id}/payments/intent": OWNER_ADMIN(answers=409),
    "POST /api/v1/orders/{order_id}/payments/capture": ADMINS(lambda w, c: {}, answers=409),
    "POST /api/v1/payments/{provider}/webhook": ANYONE(lambda w, c: {}, answers=404),
    "PUT /api/v1/orders/{order_id}/status": ADMINS(lambda w, c: {"status": "processing"}),
    "POST /api/v1/orders/{order_id}/payments": ADMINS(lambda w, c: {"amount": 1}),
    "POST /api/v1/orders/{order_id}/refund": ADMINS(lambda w, c: {"amount": 1, "reason": "torn"}),
    # Vendors
    "GET /api/v1/vendor/products": VENDORS,
    "GET /api/v1/vendor/orders": VENDORS,
    "GET /api/v1/vendor/orders/{order_id}": VENDOR_OWN,
    # Admins
    "GET /api/v1/admin/orders": ADMINS,
    "GET /api/v1/admin/orders/pending": ADMINS,
    "GET /api/v1/admin/payments/problems": ADMINS,
    "POST /api/v1/admin/payments/problems/{problem_id}/resolve": ADMINS(lambda w, c: {"note": "told them"}),
    "POST /api/v1/admin/orders/bulk-status": ADMINS(
        lambda w, c: {"order_ids": [w.given("order_id")], "status": "processing"}
    ),
    "GET /api/v1/admin/dashboard/stats": ADMINS,
    "GET /api/v1/admin/analytics/sales": ADMINS,
    "GET /api/v1/admin/analytics/products/top": ADMINS,
    "GET /api/v1/admin/analytics/carts/abandoned": ADMINS,
    "GET /api/v1/admin/analytics/categories/top": ADMINS,
    "GET /api/v1/admin/analytics/regions": ADMINS,
    "GET /api/v1/admin/analytics/coupons": ADMINS,
    "GET /api/v1/admin/analytics/inventory": ADMINS,
    "GET /api/v1/admin/analytics/users": ADMINS,
    "GET /api/v1/admin/analytics/definitions": ADMINS,
    "POST /api/v1/admin/analytics/refresh": ADMINS,
    "GET /api/v1/admin/users": ADMINS,
    "GET /api/v1/admin/users/{user_id}": ADMINS,
    "PUT /api/v1/admin/users/{user_id}/role": ADMINS(lambda w, c: {"role": "vendor"}),
    "PUT /api/v1/admin/users/{user_id}/status": ADMINS(lambda w, c: {"status": "disabled"}),
    "GET /api/v1/admin/users/{user_id}/sessions": ADMINS,
    "DELETE /api/v1/admin/users/{user_id}/sessions": ADMINS,
    "GET /api/v1/admin/audit-log": ADMINS,
    "POST /api/v1/admin/inventory/adjust": ADMINS(
        lambda w, c: {"variant_id": w.given("variant_id"), "delta": 1, "reason": "counted"}
    ),
    "GET /api/v1/admin/searches/without-results": ADMINS,
    "GET /api/v1/admin/coupons": ADMINS,
    "POST /api/v1/admin/coupons": ADMINS(lambda w, c: {"code": unique("C"), "type": "percentage", "value": 10}),
    "GET /api/v1/admin/coupons/{coupon_id}": ADMINS,
    "PUT /api/v1/admin/coupons/{coupon_id}": ADMINS(
        lambda w, c: {"code": unique("C"), "type": "percentage", "value": 10}
    ),
    "DELETE /api/v1/admin/coupons/{coupon_id}": ADMINS,
    "GET /api/v1/admin/shipping/zones": ADMINS,
    "POST /api/v1/admin/shipping/zones": ADMINS(world.new_zone),
    "PUT /api/v1/admin/shipping/zones/{zone_id}": ADMINS(world.new_zone),
    "DELETE /api/v1/admin/shipping/zones/{zone_id}": ADMINS,
    "GET /api/v1/admin/shipping/methods": ADMINS,
    "POST /api/v1/admin/shipping/methods": ADMINS(world.new_method),
    "PUT /api/v1/admin/shipping/methods/{method_id}": ADMINS(world.new_method),
    "DELETE /api/v1/admin/shipping/methods/{method_id}": ADMINS,
    "GET /api/v1/admin/taxes/classes": ADMINS,
    "PUT /api/v1/admin/taxes/classes/{code}": ADMINS(lambda w, c: {"name": "Reduced"}),
    "DELETE /api/v1/admin/taxes/classes/{code}": ADMINS,
    "GET /api/v1/admin/taxes/rates": ADMINS,
    "POST /api/v1/admin/taxes/rates": ADMINS(world.new_rate),
    "PUT /api/v1/admin/taxes/rates/{rate_id}": ADMINS(world.new_rate),
    "DELETE /api/v1/admin/taxes/rates/{rate_id}": ADMINS,
    "POST /api/v1/admin/inventory/adjust/bulk": ADMINS(
        lambda w, c: {"items": [{"variant_id": w.given("variant_id"), "delta": 1}], "reason": "counted"}
    ),
    "POST /api/v1/admin/inventory/transfer": ADMINS(World.transfer),
    "GET /api/v1/admin/inventory": ADMINS,
    "GET /api/v1/admin/inventory/{variant_id}": ADMINS,
    "PUT /api/v1/admin/inventory/{variant_id}/threshold": ADMINS(lambda w, c: {"threshold": 3}),
    "GET /api/v1/admin/inventory/alerts/mails": ADMINS,
    "PUT /api/v1/admin/inventory/alerts/mails": ADMINS(lambda w, c: {"digest": False, "sold_out": False}),
    "GET /api/v1/admin/inventory/locations": ADMINS,
    "POST /api/v1/admin/inventory/locations": ADMINS(lambda w, c: {"code": unique("place"), "name": "North"}),
    "GET /api/v1/admin/inventory/locations/{location_id}": ADMINS,
    "PATCH /api/v1/admin/inventory/locations/{location_id}": ADMINS(lambda w, c: {"name": "South"}),
    "DELETE /api/v1/admin/inventory/locations/{location_id}": ADMINS,
    "GET /api/v1/admin/inventory/movements": ADMINS,
    "GET /api/v1/admin/inventory/alerts": ADMINS,
    "POST /api/v1/admin/import/products": ADMINS(lambda w, c: Upload(CSV)),
    "POST /api/v1/admin/import/prices": ADMINS(lambda w, c: Upload(b"sku,price\nNONE,1.00\n")),
    "POST /api/v1/admin/import/stock": ADMINS(lambda w, c: Upload(b"sku,on_hand\nNONE,1\n")),
    "POST /api/v1/admin/import/customers": ADMINS(lambda w, c: Upload(b"email\nnobody\n")),
    "POST /api/v1/admin/imports/{import_id}/apply": ADMINS(answers=409),
    "GET /api/v1/admin/imports": ADMINS,
    "GET /api/v1/admin/imports/{import_id}": ADMINS,
    "GET /api/v1/admin/imports/{import_id}/rows": ADMINS,
    "POST /api/v1/admin/export/{kind}": ADMINS(lambda w, c: {"format": "csv"}),
    "GET /api/v1/admin/exports": ADMINS,
    "GET /api/v1/admin/exports/{export_id}": ADMINS,
    "GET /api/v1/admin/exports/{export_id}/download": ADMINS,
    "POST /api/v1/admin/exports/{export_id}/cancel": ADMINS(answers=409),
    "POST /api/v1/admin/exports/{export_id}/retry": ADMINS(answers=409),
    "GET /api/v1/admin/system/health": ADMINS,
    "GET /api/v1/admin/system/settings": ADMINS,
    "GET /api/v1/admin/system/jobs": ADMINS,
    "POST /api/v1/admin/system/jobs/{job_id}/retry": ADMINS,
    "POST /api/v1/admin/system/jobs/{job_id}/discard": ADMINS,
    "GET /api/v1/admin/system/invariants": ADMINS,
    "POST /api/v1/admin/system/invariants": ADMINS,
    "GET /api/v1/admin/system/invariants/{run_id}": ADMINS,
    # Whether it is well
    "GET /health": ANYONE,
    "GET /health/ready": ANYONE,
}
