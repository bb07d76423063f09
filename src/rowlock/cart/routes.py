"""Carts over HTTP, for customers and for visitors with a token."""

import hashlib
import secrets
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter

from rowlock.cart import commands, explanations, queries, rules
from rowlock.cart.errors import (
    CartEmpty,
    CartFull,
    CouponInvalid,
    CouponNotCombinable,
    InsufficientStock,
    QuantityLimit,
    VariantUnavailable,
)
from rowlock.cart.explanations import ExplainedCart
from rowlock.cart.types import (
    AddCoupon,
    AddedLine,
    AddLine,
    AddLines,
    Cart,
    CartOwner,
    Destination,
    SetQuantity,
    SyncCart,
    SyncedCart,
    ValidatedCart,
)
from rowlock.db.database import Database
from rowlock.http.auth import Actor
from rowlock.http.gate import limited
from rowlock.http.openapi import CARRIES_TOKEN, problems
from rowlock.pricing.types.totals import ShippingMethod
from rowlock.settings import Settings

_TOKEN_BYTES = 32

CartToken = Annotated[
    str | None,
    HeaderParameter(
        name="X-Cart-Token", max_length=100, description="A visitor's cart, as given with the first thing put into it"
    ),
]
ADD_REFUSALS = (InsufficientStock, QuantityLimit, CartFull, VariantUnavailable)


Country = Annotated[str | None, QueryParameter(pattern=r"^[A-Z]{2}$(?!\n)", description="Where to: ISO 3166-1 alpha-2")]
Region = Annotated[str | None, QueryParameter(max_length=200, description="The region as in an address")]
MethodCode = Annotated[
    str | None, QueryParameter(min_length=1, max_length=50, description="How to travel; else the first way there")
]
_COUPON_REFUSALS = (CartEmpty, CouponInvalid, CouponNotCombinable)


class ShippingMethods(msgspec.Struct):
    """The ways an order may travel; the first is taken when an order names none."""

    items: list[ShippingMethod]


class AddedLines(msgspec.Struct):
    """What became of each line, in their order, and the cart after all of them."""

    results: list[AddedLine]
    cart: Cart


def owner_of(visitor: Actor | None, cart_token: str | None) -> CartOwner:
    """A customer's cart is his own, whatever token comes with the request."""
    if visitor is not None:
        return CartOwner(user_id=visitor.user_id)
    return CartOwner(token_hash=hash_token(cart_token)) if cart_token else CartOwner()


def customer_of(visitor: Actor | None) -> queries.Customer:
    """Who is asking, as far as coupons care. A guest is known only when he orders."""
    return queries.Customer() if visitor is None else queries.Customer(visitor.user_id, visitor.email)


def hash_token(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


class CartController(Controller):
    path = "/cart"
    tags = ("Cart",)
    opt = CARRIES_TOKEN

    @get()
    async def get_cart(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        country: Country = None,
        region: Region = None,
        cart_token: CartToken = None,
    ) -> Cart:
        """Gives the cart with present prices, and what is wrong with each line.

        Without a cart it is an empty one. With a `country` its taxes are reckoned too.
        """
        return await show_cart(database, settings, visitor, cart_token, place=Destination(country, region))

    @post("/add", status_code=200, responses=problems(*ADD_REFUSALS))
    async def add_to_cart(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        data: JSONBody[AddLine],
        cart_token: CartToken = None,
    ) -> Cart:
        """Adds to the cart.

        A visitor's first thing makes the cart, whose `token` is to be sent as `X-Cart-Token` from then on.
        """
        new_token = _new_token()
        await database.run(commands.add_item, _add(visitor, cart_token, new_token, [data]))
        return await show_cart(database, settings, visitor, cart_token, new_token)

    @post("/items", status_code=200)
    async def add_items_to_cart(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        data: JSONBody[AddLines],
        cart_token: CartToken = None,
    ) -> AddedLines:
        """Adds up to 50 lines at once.

        Each is taken or refused by itself; `results` says which, and why.
        """
        new_token = _new_token()
        results = await database.run(commands.add_items, _add(visitor, cart_token, new_token, data.items))
        if settings.hide_stock_counts:
            rules.hide_counts_of_results(results)
        return AddedLines(results, await show_cart(database, settings, visitor, cart_token, new_token))

    @put("/{item_id:uuid}", responses=problems(*ADD_REFUSALS))
    async def set_cart_quantity(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        item_id: FromPath[UUID],
        data: JSONBody[SetQuantity],
        cart_token: CartToken = None,
    ) -> Cart:
        """Sets a line to a quantity; 0 removes it."""
        owner = owner_of(visitor, cart_token)
        await database.run(commands.set_item_quantity, commands.SetItemQuantity(owner, item_id, data.quantity))
        return await show_cart(database, settings, visitor, cart_token)

    @delete("/{item_id:uuid}", status_code=200)
    async def remove_from_cart(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        item_id: FromPath[UUID],
        cart_token: CartToken = None,
    ) -> Cart:
        """Removes a line."""
        owner = owner_of(visitor, cart_token)
        await database.run(commands.set_item_quantity, commands.SetItemQuantity(owner, item_id, 0))
        return await show_cart(database, settings, visitor, cart_token)

    @delete("/clear", status_code=200)
    async def clear_cart(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        cart_token: CartToken = None,
    ) -> Cart:
        """Removes every line."""
        await database.run(commands.clear_cart, owner_of(visitor, cart_token))
        return await show_cart(database, settings, visitor, cart_token)

    @post("/sync", status_code=200)
    async def sync_cart(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        data: JSONBody[SyncCart],
    ) -> SyncedCart:
        """Takes over what a visitor collected before signing in.

        Of each variant the larger quantity wins, within stock and limit; `adjustments` names what became less. The
        coupons come along unless the cart has its own. The visitor's cart is used up: asked twice, this changes nothing
        the second time. A token that opens no cart is treated as none.
        """
        token_hash = hash_token(data.cart_token) if data.cart_token else None
        merged = commands.MergeCart(actor.user_id, token_hash, data.items)
        adjustments = await database.run(commands.merge_cart, merged)
        cart = await show_cart(database, settings, actor, None)
        return SyncedCart(**msgspec.structs.asdict(cart), adjustments=adjustments)

    @post("/acknowledge-prices", status_code=200)
    async def acknowledge_prices(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        cart_token: CartToken = None,
    ) -> Cart:
        """Takes the present prices as seen.

        Until then a line whose price is another than when it was put in has the problem `price_changed`.
        """
        await database.run(commands.acknowledge_prices, owner_of(visitor, cart_token))
        return await show_cart(database, settings, visitor, cart_token)

    @post("/coupon", status_code=200, opt=limited("search"), responses=problems(*_COUPON_REFUSALS))
    async def apply_coupon(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        data: JSONBody[AddCoupon],
        cart_token: CartToken = None,
    ) -> Cart:
        """Puts a coupon into the cart.

        One that can never apply is refused with its `reason`. One that does not apply yet, because of its minimum or
        its first day, is kept, and the cart says what is missing. Several go together where each of them combines.
        """
        customer = customer_of(visitor)
        command = commands.ApplyCoupon(owner_of(visitor, cart_token), customer.user_id, customer.email, data.code)
        await database.run(commands.apply_coupon, command)
        return await show_cart(database, settings, visitor, cart_token)

    @delete("/coupon", status_code=200)
    async def remove_coupon(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        code: Annotated[str | None, QueryParameter(max_length=50, description="Only this one; else all")] = None,
        cart_token: CartToken = None,
    ) -> Cart:
        """Takes coupons out of the cart."""
        await database.run(commands.remove_coupons, commands.RemoveCoupons(owner_of(visitor, cart_token), code))
        return await show_cart(database, settings, visitor, cart_token)

    @get("/validate")
    async def validate_cart(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        country: Country = None,
        region: Region = None,
        shipping_method: MethodCode = None,
        cart_token: CartToken = None,
    ) -> ValidatedCart:
        """Tells what would refuse the order, and the total it would have.

        Transport and taxes are those of the place that is named.
        """
        async with database.primary() as db:
            found = await queries.validate_cart(
                db,
                owner_of(visitor, cart_token),
                customer_of(visitor),
                currency=settings.currency,
                place=Destination(country, region),
                shipping_method=shipping_method,
            )
        if settings.hide_stock_counts:
            rules.hide_counts_of_problems(found.problems)
        return found

    @get("/explain")
    async def explain_cart(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        country: Country = None,
        region: Region = None,
        shipping_method: MethodCode = None,
        cart_token: CartToken = None,
    ) -> ExplainedCart:
        """Explains every cent of the total at the place that is named.

        For each line its price before and after the discount of its product, what each promotion takes off and what is
        taxed how; for each promotion that does not apply, why not; for the transport, what it costs and by which rule.
        """
        place = Destination(country, region)
        async with database.primary() as db:
            cart, totals = await queries.explain_cart(
                db, owner_of(visitor, cart_token), customer_of(visitor), place, shipping_method
            )
        return explanations.explain(cart, totals, settings.currency)


def _new_token() -> str:
    return secrets.token_urlsafe(_TOKEN_BYTES)


def _add(visitor: Actor | None, cart_token: str | None, new_token: str, lines: list[AddLine]) -> commands.AddItems:
    return commands.AddItems(owner_of(visitor, cart_token), lines, hash_token(new_token))


async def show_cart(
    database: Database,
    settings: Settings,
    visitor: Actor | None,
    cart_token: str | None,
    new_token: str | None = None,
    place: Destination = queries.NOWHERE,
) -> Cart:
    """The cart after a change, read where the change was made. Of two tokens the one that opens a cart is shown."""
    customer, currency = customer_of(visitor), settings.currency
    async with database.primary() as db:
        owner = owner_of(visitor, cart_token)
        cart = await queries.get_cart(db, owner, customer, token=cart_token, currency=currency, place=place)
        if visitor is None and new_token is not None and cart.token is None:
            owner = owner_of(None, new_token)
            cart = await queries.get_cart(db, owner, customer, token=new_token, currency=currency, place=place)
    if settings.hide_stock_counts:
        rules.hide_counts(cart)
    return cart


class ShippingMethodController(Controller):
    path = "/shipping-methods"
    tags = ("Orders",)

    @get()
    async def list_shipping_methods(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        country: Country = None,
        region: Region = None,
        cart_token: CartToken = None,
    ) -> ShippingMethods:
        """Lists the ways to a place, and what each costs for the caller's cart.

        Without a `country` they are those that lead everywhere.
        """
        async with database.primary() as db:
            return ShippingMethods(
                await queries.list_shipping_methods(
                    db, owner_of(visitor, cart_token), Destination(country, region), currency=settings.currency
                )
            )
