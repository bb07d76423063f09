"""Categories and tags over HTTP, as everybody reads them."""

from typing import Annotated

import msgspec
from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from rowlock.catalogue.queries import categories as queries
from rowlock.catalogue.routes.renames import MOVES, moved_category
from rowlock.catalogue.routes.visibility import PRIVATE, PUBLIC
from rowlock.catalogue.types.documents import Category, CategoryNode, TagCount
from rowlock.db.database import Database
from rowlock.edge_cache.declared import CACHED, keep
from rowlock.errors import NotFound
from rowlock.http import etags
from rowlock.http.auth import AREA, Actor
from rowlock.http.openapi import problems
from rowlock.http.requests import Request


class Tags(msgspec.Struct):
    """Tags of active products, the most used first."""

    items: list[TagCount]


class Categories(msgspec.Struct):
    """All categories in the shop's order."""

    items: list[Category]


class CategoryTree(msgspec.Struct):
    """The categories from the top."""

    items: list[CategoryNode]


class CategoryController(Controller):
    path = "/categories"
    tags = ("Catalogue",)

    @get(responses=problems(body=Categories | CategoryTree), opt=CACHED)
    async def list_categories(
        self,
        request: Request,
        database: NamedDependency[Database],
        tree: Annotated[bool, QueryParameter(description="As a tree instead of a list")] = False,
    ) -> Response[bytes]:
        """Lists all categories with the number of active products in each and below it, and of those in itself.

        With `tree=true` each has its `children`.
        """
        async with database.reader() as db:
            found: Categories | CategoryTree = (
                CategoryTree(await queries.category_tree(db)) if tree else Categories(await queries.list_categories(db))
            )
        keep(request, "categories")
        return etags.answer(request, msgspec.json.encode(found), cache_control=PUBLIC)

    @get("/{key:str}", responses={**problems(NotFound, body=Category), **MOVES}, opt={AREA: "catalogue", **CACHED})
    async def get_category(
        self,
        request: Request,
        database: NamedDependency[Database],
        visitor: NamedDependency[Actor | None],
        key: FromPath[str],
    ) -> Response[bytes]:
        """Gives one category by id or slug, with its way down from the top.

        A slug that it had before leads to the present one. Admins get the tag that a change may name in `If-Match`.
        """
        async with database.primary() if visitor is not None else database.reader() as db:
            try:
                found, version = await queries.get_category(db, key)
            except NotFound:
                return await moved_category(db, key, visitor)
        body = msgspec.json.encode(found)
        if visitor is None:
            keep(request, "categories")
            return etags.answer(request, body, cache_control=PUBLIC)
        if visitor.role != "admin":
            return etags.answer(request, body, cache_control=PRIVATE)
        # The counts change under this version, so it is never answered with 304.
        headers = {"ETag": etags.of_version(version), "Cache-Control": PRIVATE}
        return Response(body, media_type="application/json", headers=headers)


class TagController(Controller):
    path = "/tags"
    tags = ("Catalogue",)

    @get(responses=problems(body=Tags), opt=CACHED)
    async def list_tags(self, request: Request, database: NamedDependency[Database]) -> Response[bytes]:
        """Lists the tags of active products with their numbers, the most used first."""
        async with database.reader() as db:
            found = Tags(await queries.list_tags(db))
        keep(request, "tags")
        return etags.answer(request, msgspec.json.encode(found), cache_control=PUBLIC)
