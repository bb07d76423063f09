"""One product over HTTP, as everybody reads it."""

import msgspec
from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from rowlock.catalogue.queries import products as queries
from rowlock.catalogue.routes.renames import MOVES, moved_product
from rowlock.catalogue.routes.visibility import PRIVATE, PUBLIC, for_editors, manages
from rowlock.catalogue.types.documents import Product
from rowlock.db.database import Database
from rowlock.edge_cache.declared import CACHED, keep
from rowlock.errors import NotFound
from rowlock.http import etags
from rowlock.http.auth import AREA, Actor
from rowlock.http.openapi import problems
from rowlock.http.requests import Request


class Related(msgspec.Struct):
    """Products like another, the likest first."""

    items: list[Product]


class ProductController(Controller):
    path = "/products"
    tags = ("Catalogue",)

    @get("/{key:str}", responses={**problems(NotFound, body=Product), **MOVES}, opt={AREA: "catalogue", **CACHED})
    async def get_product(
        self,
        request: Request,
        database: NamedDependency[Database],
        visitor: NamedDependency[Actor | None],
        key: FromPath[str],
    ) -> Response[bytes]:
        """Gives one product by id or slug.

        Admins and the vendor see it in every status, with the exact number and the barcode of each variant. A slug that
        it had before leads to the present one.
        """
        if visitor is None:
            async with database.reader() as db:
                try:
                    found = await queries.get_product(db, key)
                except NotFound:
                    return await moved_product(db, key, None)
            if found.status != "active":
                raise NotFound
            keep(request, f"product:{found.product_id}")
            return etags.answer(request, found.document, cache_control=PUBLIC)
        async with database.primary() as db:
            try:
                found = await queries.get_product(db, key)
            except NotFound:
                return await moved_product(db, key, visitor)
            if not manages(visitor, found.vendor_id):
                if found.status != "active":
                    raise NotFound
                return etags.answer(request, found.document, cache_control=PRIVATE)
            (body,) = await queries.with_stock(db, [found.document])
        return for_editors(found, body)

    @get("/{key:str}/related", responses={**problems(NotFound, body=Related), **MOVES}, opt=CACHED)
    async def list_related_products(
        self, request: Request, database: NamedDependency[Database], key: FromPath[str]
    ) -> Response[bytes]:
        """Lists up to twelve products like this one: of its category first, then by shared tags."""
        async with database.reader() as db:
            try:
                found = await queries.get_product(db, key)
            except NotFound:
                return await moved_product(db, key, None, below="/related")
            if found.status != "active":
                raise NotFound
            related = await queries.list_related(db, found.product_id)
        keep(request, "products")
        body = msgspec.json.encode({"items": [msgspec.Raw(document) for document in related]})
        return etags.answer(request, body, cache_control=PUBLIC)
