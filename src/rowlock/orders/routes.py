"""Orders over HTTP, for their buyers."""

from datetime import date, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, HeaderParameter, JSONBody, QueryParameter

from rowlock import clock
from rowlock.cart.errors import CartEmpty, CouponInvalid
from rowlock.cart.explanations import ExplainedCart
from rowlock.cart.routes import CartToken, owner_of
from rowlock.cart.types import CartOwner
from rowlock.db.connections import Reader, Writer
from rowlock.db.database import Database
from rowlock.errors import InvalidValue, NotFound, Unauthenticated
from rowlock.http.auth import AREA, Actor
from rowlock.http.openapi import CARRIES_TOKEN, problems
from rowlock.http.paging import COUNTED, Page, Paging
from rowlock.idempotency.errors import IdempotencyInProgress, IdempotencyKeyReused
from rowlock.idempotency.run_once import run_once
from rowlock.idempotency.types import Answer, KeyedRequest
from rowlock.orders import payment_flow, queries
from rowlock.orders.commands import change_order
from rowlock.orders.commands.place_order import PlaceOrder, place_order
from rowlock.orders.errors import InvalidTransition, OutOfStock, TotalChanged
from rowlock.orders.payment_types import PaymentIntent
from rowlock.orders.queries import OrderFilter
from rowlock.orders.rules import BY_HAND
from rowlock.orders.types import (
    CancelOrder,
    CreateOrder,
    Order,
    OrderHistory,
    OrderRow,
    OrderSummary,
    Refund,
    Status,
    Tracking,
)
from rowlock.payments.errors import NoProviderPayment, PaymentMethodUnavailable
from rowlock.payments.providers.opened import Providers
from rowlock.payments.types import Intent
from rowlock.security import signatures
from rowlock.settings import Settings

_NEWEST: Final = "newest"
_AREA: Final = {AREA: "orders"}
_TOKEN_PURPOSE: Final = "order"  # noqa: S105  what the signature is for, not a secret
_KEYED: Final = (IdempotencyInProgress, IdempotencyKeyReused)

OrderToken = Annotated[
    str | None,
    HeaderParameter(name="X-Order-Token", max_length=200, description="A guest's order, as given when it was placed"),
]
FromDay = Annotated[date | None, QueryParameter(name="from", description="The first day, in the store's time zone")]
ToDay = Annotated[date | None, QueryParameter(name="to", description="The last day, in the store's time zone")]


class Refunds(msgspec.Struct):
    """What went back, oldest first."""

    items: list[Refund]


class OrderController(Controller):
    path = "/orders"
    tags = ("Orders",)
    opt = CARRIES_TOKEN

    @post(
        responses=problems(
            CartEmpty,
            OutOfStock,
            CouponInvalid,
            TotalChanged,
            PaymentMethodUnavailable,
            *_KEYED,
            body=Order,
            status=201,
        ),
    )
    async def place_order(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        idempotency_key: NamedDependency[str | None],
        payment_providers: NamedDependency[Providers],
        data: JSONBody[CreateOrder],
        cart_token: CartToken = None,
    ) -> Response[bytes]:
        """Orders the cart, all of it or nothing.

        A guest gives an `email` and keeps the order's `token`. With an `Idempotency-Key` the same request may be sent
        any number of times and is one order. What a provider takes the money for has a `client_secret` in its
        `payment`, with which the buyer pays there; where the provider does not answer in time it is missing, and
        `POST /orders/{id}/payments/intent` gives it later.
        """
        if data.payment_method != BY_HAND:
            payment_providers.require(data.payment_method)
        owner = owner_of(visitor, cart_token)
        email = visitor.email if visitor is not None else data.email
        if email is None:
            raise InvalidValue.at("email", "a guest gives an address for the order's mails")
        secrets = settings.secrets

        async def placed(db: Writer, command: PlaceOrder) -> Order:
            order = await place_order(db, command, pay_within=timedelta(minutes=settings.unpaid_minutes))
            if command.owner.user_id is None:
                order.token = signatures.sign(secrets, _TOKEN_PURPOSE, order.id.bytes)
            return order

        command = PlaceOrder(owner, email, settings.currency, data)
        answer = await run_once(database, _keyed(owner, "place_order", idempotency_key), placed, command, status=201)
        order_id = msgspec.json.decode(answer.body, type=_Identified).id
        if data.payment_method != BY_HAND:
            answer = _with_secret(answer, await payment_flow.prepare(database, payment_providers, order_id))
        return respond(answer, location=f"/api/v1/orders/{order_id}")

    @get()
    async def list_orders(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        paging: NamedDependency[Paging],
        status: Annotated[list[Status] | None, QueryParameter(max_items=7, description="Only these")] = None,
        from_day: FromDay = None,
        to_day: ToDay = None,
    ) -> Page[OrderSummary]:
        """Lists one's own orders, newest first."""
        chosen = order_filter(settings, from_day, to_day, OrderFilter(statuses=status, user_id=actor.user_id))
        return await page_of_orders(database, paging, chosen)

    @get("/history")
    async def list_finished_orders(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        paging: NamedDependency[Paging],
    ) -> OrderHistory:
        """Lists one's finished orders with what all orders came to over the years."""
        chosen = OrderFilter(user_id=actor.user_id, statuses=queries.FINISHED)
        page = await page_of_orders(database, paging, chosen)
        async with database.primary() as db:
            lifetime = await queries.get_lifetime(db, actor.user_id, currency=settings.currency)
        return OrderHistory(page.items, page.next_cursor, lifetime)

    @get("/{order_id:uuid}", opt=_AREA)
    async def get_order(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        order_id: FromPath[UUID],
        order_token: OrderToken = None,
    ) -> Order:
        """Gives one order, to its buyer or an admin.

        Admins see of each line the locations that it was taken from, and what came in and went back.
        """
        async with database.primary() as db:
            order = queries.shown(await visible_order(db, settings, order_id, visitor, order_token))
            if visitor is not None and visitor.role == "admin":
                return await queries.with_money(db, await queries.with_origins(db, order))
            return order

    @get("/{order_id:uuid}/track", opt=_AREA)
    async def track_order(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        order_id: FromPath[UUID],
        order_token: OrderToken = None,
    ) -> Tracking:
        """Tells where an order is: its steps so far and its parcels."""
        async with database.primary() as db:
            row = await visible_order(db, settings, order_id, visitor, order_token)
            return await queries.track_order(db, row)

    @get("/{order_id:uuid}/explain", opt=_AREA)
    async def explain_order(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        order_id: FromPath[UUID],
        order_token: OrderToken = None,
    ) -> ExplainedCart:
        """Tells where every cent of an order's total came from, as it was reckoned when the order was placed."""
        async with database.primary() as db:
            return await queries.explain_order(db, await visible_order(db, settings, order_id, visitor, order_token))

    @get("/{order_id:uuid}/refunds", opt=_AREA)
    async def list_refunds(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        order_id: FromPath[UUID],
        order_token: OrderToken = None,
    ) -> Refunds:
        """Lists what went back of an order, oldest first."""
        async with database.primary() as db:
            row = await visible_order(db, settings, order_id, visitor, order_token)
            return Refunds(await queries.list_refunds(db, row.id))

    @post(
        "/{order_id:uuid}/cancel",
        status_code=200,
        opt=_AREA,
        responses=problems(InvalidTransition, *_KEYED, body=Order),
    )
    async def cancel_order(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        idempotency_key: NamedDependency[str | None],
        order_id: FromPath[UUID],
        data: JSONBody[CancelOrder | None] = None,
    ) -> Response[bytes]:
        """Cancels an order that has not been shipped.

        Its stock comes back, and its money where it was paid. Buyers cancel their own orders, admins any.
        """
        owner_id = None if actor.role == "admin" else actor.user_id
        command = change_order.Cancel(actor.user_id, order_id, owner_id, data.reason if data else None)

        async def cancelled(db: Writer, command: change_order.Cancel) -> Order:
            await change_order.cancel_order(db, command)
            return queries.shown(await queries.get_order(db, order_id))

        keyed = _keyed(CartOwner(user_id=actor.user_id), f"cancel_order:{order_id}", idempotency_key)
        return respond(await run_once(database, keyed, cancelled, command))

    @post(
        "/{order_id:uuid}/payments/intent",
        status_code=200,
        opt={**CARRIES_TOKEN, **_AREA},
        responses=problems(NoProviderPayment),
    )
    async def prepare_payment(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        payment_providers: NamedDependency[Providers],
        order_id: FromPath[UUID],
        order_token: OrderToken = None,
    ) -> PaymentIntent:
        """Tells how an order is paid at its provider, and where its payment is.

        Any number of calls make one payment. Also for a buyer who comes back from the provider: it is asked at once.
        """
        async with database.primary() as db:
            await visible_order(db, settings, order_id, visitor, order_token)
        intent = await payment_flow.refresh(database, payment_providers, order_id)
        if intent is None:
            raise NoProviderPayment
        async with database.primary() as db:
            row = await queries.get_order(db, order_id)
        return PaymentIntent(
            intent.provider,
            intent.state,
            intent.client_secret,
            intent.amount,
            intent.currency,
            row.status,
            row.payment_status,
        )


class _Identified(msgspec.Struct):
    id: UUID


def _with_secret(answer: Answer, intent: Intent | None) -> Answer:
    """The answer with what the buyer pays with, also where it is given again: it is not kept, but read anew."""
    if intent is None or intent.client_secret is None:
        return answer
    order = msgspec.json.decode(answer.body, type=Order)
    order.payment.client_secret = intent.client_secret
    return Answer(answer.status, msgspec.json.encode(order), answer.is_replay)


def respond(answer: Answer, *, location: str | None = None) -> Response[bytes]:
    """A kept answer as it was given the first time, marked when it is given again."""
    headers = {}
    if location is not None:
        headers["Location"] = location
    if answer.is_replay:
        headers["Idempotent-Replayed"] = "true"
    return Response(answer.body, status_code=answer.status, media_type="application/json", headers=headers)


def order_filter(settings: Settings, from_day: date | None, to_day: date | None, chosen: OrderFilter) -> OrderFilter:
    """Days of the store's time zone as instants, the last day included."""
    placed_from, placed_to = instants(settings, from_day, to_day)
    return msgspec.structs.replace(
        chosen,
        statuses=chosen.statuses or None,
        payment_statuses=chosen.payment_statuses or None,
        placed_from=placed_from,
        placed_to=placed_to,
    )


def instants(
    settings: Settings, from_day: date | None, to_day: date | None, *, field: str = "to"
) -> tuple[datetime | None, datetime | None]:
    """When the first day begins and the last one ends."""
    if from_day is not None and to_day is not None and from_day > to_day:
        raise InvalidValue.at(field, "the last day is before the first")
    return (
        clock.start_of_day(from_day, settings.zone) if from_day else None,
        clock.end_of_day(to_day, settings.zone) if to_day else None,
    )


async def page_of_orders(
    database: Database, paging: Paging, chosen: OrderFilter, *, counted_to: int = COUNTED
) -> Page[OrderSummary]:
    """One page of a list of orders, newest first."""
    after = paging.after(tuple[datetime, UUID], sort=_NEWEST, filters=chosen)
    async with database.listing() as db:
        counted = await queries.count_orders(db, chosen, most=counted_to + 1)
        rows = await queries.list_orders(db, chosen, after=after, skip=paging.offset, most=paging.limit + 1)
    return paging.page(
        rows,
        counted,
        sort=_NEWEST,
        filters=chosen,
        key=lambda order: (order.placed_at, order.id),
        item=lambda order: order,
        counted_to=counted_to,
    )


def _keyed(owner: CartOwner, operation: str, key: str | None) -> KeyedRequest | None:
    if owner.user_id is not None:
        principal = str(owner.user_id)
    elif owner.token_hash is not None:
        principal = owner.token_hash.hex()
    else:
        return None  # nobody whose key it could be, and no cart to order
    return None if key is None else KeyedRequest(principal=principal, operation=operation, key=key)


async def visible_order(
    db: Reader, settings: Settings, order_id: UUID, visitor: Actor | None, order_token: str | None
) -> OrderRow:
    """The order, if it is the caller's to see; somebody else's is not there. Admins see all, guests by their token."""
    if visitor is None:
        if order_token is None:
            raise Unauthenticated
        if not signatures.verify(settings.secrets, _TOKEN_PURPOSE, order_id.bytes, order_token):
            raise NotFound
        return await queries.get_order(db, order_id)
    row = await queries.get_order(db, order_id)
    if visitor.role != "admin" and row.user_id != visitor.user_id:
        raise NotFound
    return row
