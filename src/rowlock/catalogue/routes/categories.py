"""Categories and tags over HTTP, as everybody reads them."""

from typing import Annotated

import msgspec
from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from rowlock.catalogue.queries import categories as queries
from rowlock.catalogue.routes.visibility import PUBLIC
from rowlock.catalogue.types.documents import Category, CategoryNode, TagCount
from rowlock.db.database import Database
from rowlock.errors import NotFound
from rowlock.http import etags
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

    @get(responses=problems(body=Categories | CategoryTree))
    async def list_categories(
        self,
        request: Request,
        database: NamedDependency[Database],
        tree: Annotated[bool, QueryParameter(description="As a tree instead of a list")] = False,
    ) -> Response[bytes]:
        """Lists all categories with the number of active products in each and below it.

        With `tree=true` each has its `children`.
        """
        async with database.reader() as db:
            found: Categories | CategoryTree = (
                CategoryTree(await queries.category_tree(db)) if tree else Categories(await queries.list_categories(db))
            )
        return etags.answer(request, msgspec.json.encode(found), cache_control=PUBLIC)

    @get("/{key:str}", responses=problems(NotFound, body=Category))
    async def get_category(
        self, request: Request, database: NamedDependency[Database], key: FromPath[str]
    ) -> Response[bytes]:
        """Gives one category by id or slug, with its way down from the top."""
        async with database.reader() as db:
            found = await queries.get_category(db, key)
        return etags.answer(request, msgspec.json.encode(found), cache_control=PUBLIC)


class TagController(Controller):
    path = "/tags"
    tags = ("Catalogue",)

    @get(responses=problems(body=Tags))
    async def list_tags(self, request: Request, database: NamedDependency[Database]) -> Response[bytes]:
        """Lists the tags of active products with their numbers, the most used first."""
        async with database.reader() as db:
            found = Tags(await queries.list_tags(db))
        return etags.answer(request, msgspec.json.encode(found), cache_control=PUBLIC)
