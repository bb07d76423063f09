"""Wishlists over HTTP."""

from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter, QueryParameter

from rowlock.cart.routes import ADD_REFUSALS, show_cart
from rowlock.cart.types import Cart
from rowlock.db.database import Database
from rowlock.errors import NotFound
from rowlock.http.auth import Actor
from rowlock.http.openapi import problems
from rowlock.http.paging import Page, Paging
from rowlock.settings import Settings
from rowlock.wishlists import commands, queries
from rowlock.wishlists.errors import TooManyWishlists, WishlistExists, WishlistFull
from rowlock.wishlists.types import (
    DEFAULT,
    LONGEST_NAME,
    NAME_PATTERN,
    AddWish,
    MoveToCart,
    RenameWishlist,
    Wish,
    Wishlist,
)

_SORT: Final = "newest"

InList = Annotated[
    str | None,
    QueryParameter(
        name="list",
        min_length=1,
        max_length=LONGEST_NAME,
        pattern=NAME_PATTERN,
        description=f"Which list; else `{DEFAULT}`",
    ),
]
InPath = Annotated[str, PathParameter(min_length=1, max_length=LONGEST_NAME, pattern=NAME_PATTERN)]


class Wishlists(msgspec.Struct):
    """Somebody's lists in the order they were made."""

    items: list[Wishlist]


class WishlistController(Controller):
    path = "/wishlist"
    tags = ("Wishlists",)

    @get()
    async def list_wishes(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        paging: NamedDependency[Paging],
        in_list: InList = None,
    ) -> Page[Wish]:
        """Lists the wishes of one list, the newest first, each as its product is now.

        What is no longer for sale stays and says so. A list that is not there has no wishes.
        """
        name = in_list or DEFAULT
        async with database.primary() as db:
            rows, counted = await queries.list_wishes(
                db,
                actor.user_id,
                name,
                after=paging.after(UUID, sort=_SORT, filters=name),
                offset=paging.offset,
                limit=paging.limit + 1,
            )
        return paging.page(rows, counted, sort=_SORT, filters=name, key=lambda row: row.id, item=lambda row: row)

    @post(responses=problems(NotFound, WishlistFull, TooManyWishlists))
    async def add_wish(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        data: JSONBody[AddWish],
        in_list: InList = None,
    ) -> Wish:
        """Puts a product into a list, which is made where it is not there.

        A product is in a list once: asked again, this says anew which variant, and the note. There are 20 lists of 200
        wishes at most.
        """
        data.list = data.list or in_list
        return await database.run(commands.add_wish, commands.Wishing(actor.user_id, data))

    @delete("/{product_id:uuid}")
    async def remove_wish(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        in_list: InList = None,
    ) -> None:
        """Takes a product out of a list."""
        wish = commands.NamedWish(actor.user_id, in_list or DEFAULT, product_id)
        await database.run(commands.remove_wish, wish)

    @post("/{product_id:uuid}/move-to-cart", status_code=200, responses=problems(*ADD_REFUSALS))
    async def move_wish_to_cart(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        data: JSONBody[MoveToCart | None] = None,
        in_list: InList = None,
    ) -> Cart:
        """Puts a wish into the cart and takes it out of its list, both or neither.

        Where the wish names no variant and its product has several, `variant_id` says which. What `/cart/add` would
        refuse is refused here as well, and stays in the list.
        """
        wish = commands.NamedWish(actor.user_id, in_list or DEFAULT, product_id)
        await database.run(commands.move_to_cart, commands.Moving(wish, data or MoveToCart()))
        return await show_cart(database, settings, actor, None)

    @get("/lists")
    async def list_wishlists(self, database: NamedDependency[Database], actor: NamedDependency[Actor]) -> Wishlists:
        """Lists the lists, with how many wishes each has."""
        async with database.primary() as db:
            return Wishlists(await queries.list_lists(db, actor.user_id))

    @put("/lists/{name:str}", responses=problems(WishlistExists))
    async def rename_wishlist(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        name: InPath,
        data: JSONBody[RenameWishlist],
    ) -> Wishlist:
        """Gives a list another name."""
        return await database.run(commands.rename_list, commands.Renaming(actor.user_id, name, data.name))

    @delete("/lists/{name:str}")
    async def remove_wishlist(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], name: InPath
    ) -> None:
        """Forgets a list with all its wishes."""
        await database.run(commands.delete_list, commands.NamedList(actor.user_id, name))
