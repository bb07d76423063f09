"""The catalogue over HTTP, as a vendor keeps his own shelf in it."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from rowlock.catalogue.queries import lists, products
from rowlock.catalogue.routes.lists import Words
from rowlock.catalogue.routes.visibility import PRIVATE
from rowlock.catalogue.types.documents import Product
from rowlock.catalogue.types.lists import VendorProductFilters
from rowlock.catalogue.types.requests import ProductStatus
from rowlock.db.database import Database
from rowlock.errors import Forbidden
from rowlock.http import etags
from rowlock.http.auth import Actor, requires_role
from rowlock.http.openapi import problems
from rowlock.http.paging import COUNTED, Page, Paging
from rowlock.http.requests import Request

_NEWEST: Final = "newest"


class VendorProductController(Controller):
    path = "/vendor/products"
    tags = ("Vendors",)
    guards = (requires_role("vendor", area="catalogue"),)

    @get(responses=problems(body=Page[Product]))
    async def list_vendor_products(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        paging: NamedDependency[Paging],
        q: Words = None,
        status: Annotated[ProductStatus | None, QueryParameter(description="Only this status")] = None,
    ) -> Response[bytes]:
        """Lists one's own products in every status, the newest first, with the exact number of each variant."""
        chosen = VendorProductFilters(vendor_id=vendor_of(actor), status=status, q=q.strip() or None if q else None)
        async with database.listing() as db:
            counted = await lists.count_vendor_products(db, chosen, most=COUNTED + 1)
            rows = await lists.list_vendor_products(
                db,
                chosen,
                after=paging.after(tuple[datetime, UUID], sort=_NEWEST, filters=chosen),
                skip=paging.offset,
                most=paging.limit + 1,
            )
            documents = await products.with_stock(db, [row.document for row in rows[: paging.limit]])
        shown = dict(zip((row.product_id for row in rows), documents, strict=False))
        page = paging.page(
            rows,
            counted,
            sort=_NEWEST,
            filters=chosen,
            key=lambda row: (row.key, row.product_id),
            item=lambda row: msgspec.Raw(shown[row.product_id]),
        )
        return etags.answer(request, msgspec.json.encode(page), cache_control=PRIVATE)


def vendor_of(actor: Actor) -> UUID:
    """The vendor that somebody works for; the role without one opens nothing."""
    if actor.vendor_id is None:
        raise Forbidden
    return actor.vendor_id
