"""The admin's pages under /admin, as one part of the app."""

from typing import Any, Final

from litestar import Router, get
from litestar.middleware import DefineMiddleware
from litestar.params import FromPath

from rowlock.errors import NotFound
from rowlock.http.auth import requires_role
from rowlock.http.openapi import CARRIES_TOKEN
from rowlock.pages import assets, problems
from rowlock.pages.routes import (
    audit,
    carts,
    categories,
    coupons,
    exports,
    home,
    imports,
    inventory,
    invoices,
    locations,
    orders,
    pictures,
    products,
    returns,
    shipping,
    sign_in,
    system,
    taxes,
    users,
    variants,
)
from rowlock.pages.session import PageSession
from rowlock.settings import Settings

PREFIX: Final = "/admin"

# In the order of the menu.
_CONTROLLERS: Final[tuple[Any, ...]] = (
    sign_in.SignInController,
    home.HomePages,
    orders.OrderPages,
    returns.ReturnPages,
    invoices.InvoicePages,
    products.ProductPages,
    variants.VariantPages,
    pictures.PicturePages,
    categories.CategoryPages,
    inventory.InventoryPages,
    locations.LocationPages,
    coupons.CouponPages,
    carts.CartPages,
    shipping.ShippingPages,
    taxes.TaxPages,
    exports.ExportPages,
    imports.ImportPages,
    users.UserPages,
    system.SystemPages,
    audit.AuditPages,
)


@get("/{path:path}", guards=[requires_role("admin", area="operations")], sync_to_thread=False)
def find_no_page(path: FromPath[str]) -> None:
    """Whatever is no page is answered as one."""
    raise NotFound


def router(settings: Settings) -> Router:
    """All pages. They hold the token that proves a change was meant, and so are never compressed."""
    return Router(
        PREFIX,
        route_handlers=[assets.get_asset, *_CONTROLLERS, find_no_page],
        middleware=[DefineMiddleware(PageSession, settings=settings)],
        exception_handlers=problems.handlers(settings),
        opt=CARRIES_TOKEN,
        include_in_schema=False,
    )
