"""Returns over HTTP, for the buyers of the orders and for admins."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from rowlock.db.database import Database
from rowlock.errors import InvalidValue
from rowlock.http.auth import AREA, Actor, requires_role
from rowlock.http.openapi import problems
from rowlock.http.paging import COUNTED, Page, Paging
from rowlock.idempotency.errors import IdempotencyInProgress, IdempotencyKeyReused
from rowlock.idempotency.run_once import run_once
from rowlock.idempotency.types import KeyedRequest
from rowlock.orders import queries
from rowlock.orders.commands import returns
from rowlock.orders.errors import ExceedsReturnable, InvalidReturnStep, RefundExceedsPaid, ReturnsClosed
from rowlock.orders.return_types import (
    DecideReturn,
    OrderReturn,
    OrderReturns,
    ReceiveReturn,
    RequestReturn,
    ReturnStatus,
)
from rowlock.orders.routes import OrderToken, respond, visible_order
from rowlock.settings import Settings

_NEWEST: Final = "newest"
_AREA: Final = {AREA: "orders"}
_KEYED: Final = (IdempotencyInProgress, IdempotencyKeyReused)


class ReturnController(Controller):
    path = "/orders/{order_id:uuid}/returns"
    tags = ("Orders",)

    @post(opt=_AREA, responses=problems(ReturnsClosed, ExceedsReturnable, *_KEYED, body=OrderReturn, status=201))
    async def ask_for_return(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        idempotency_key: NamedDependency[str | None],
        order_id: FromPath[UUID],
        data: JSONBody[RequestReturn],
        order_token: OrderToken = None,
    ) -> Response[bytes]:
        """Asks to send back some of what has arrived.

        Within `ROWLOCK_RETURN_DAYS` of the arrival; admins may ask for a buyer at any time. The shop approves or
        rejects it, and gives the money back when the goods are there.
        """
        check_lines([item.item_id for item in data.items])
        async with database.primary() as db:
            await visible_order(db, settings, order_id, visitor, order_token)
        is_admin = visitor is not None and visitor.role == "admin"
        command = returns.AskForReturn(order_id, None if is_admin else settings.return_days, data)
        principal = str(visitor.user_id) if visitor is not None else f"order:{order_id}"
        keyed = _keyed(principal, f"ask_for_return:{order_id}", idempotency_key)
        return respond(await run_once(database, keyed, returns.ask_for_return, command, status=201))

    @get(opt=_AREA)
    async def list_returns(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        order_id: FromPath[UUID],
        order_token: OrderToken = None,
    ) -> OrderReturns:
        """Lists the returns of an order, oldest first, and how many of each line may still be returned."""
        async with database.primary() as db:
            row = await visible_order(db, settings, order_id, visitor, order_token)
            return await queries.list_returns_of_order(db, row.id)

    @post("/{return_id:uuid}/cancel", status_code=200, opt=_AREA, responses=problems(InvalidReturnStep))
    async def cancel_return(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        order_id: FromPath[UUID],
        return_id: FromPath[UUID],
        order_token: OrderToken = None,
    ) -> OrderReturn:
        """Ends a return that has not arrived: its pieces may be asked for again."""
        async with database.primary() as db:
            await visible_order(db, settings, order_id, visitor, order_token)
        return await database.run(returns.cancel_return, returns.CancelReturn(order_id, return_id))


class AdminReturnController(Controller):
    path = "/admin/returns"
    tags = ("Admin: orders",)
    guards = (requires_role("admin", area="orders"),)

    @get()
    async def list_all_returns(
        self,
        database: NamedDependency[Database],
        paging: NamedDependency[Paging],
        status: Annotated[list[ReturnStatus] | None, QueryParameter(max_items=5, description="Only these")] = None,
    ) -> Page[OrderReturn]:
        """Lists returns, newest first."""
        return await page_of_returns(database, paging, status)

    @post("/{return_id:uuid}/approve", status_code=200, responses=problems(InvalidReturnStep))
    async def approve_return(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        return_id: FromPath[UUID],
        data: JSONBody[DecideReturn | None] = None,
    ) -> OrderReturn:
        """Lets a return come; the buyer gets a mail with the `note`, which may say where to send it."""
        note = data.note if data is not None else None
        return await database.run(returns.decide_return, returns.Decide(actor.user_id, return_id, "approved", note))

    @post("/{return_id:uuid}/reject", status_code=200, responses=problems(InvalidReturnStep))
    async def reject_return(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        return_id: FromPath[UUID],
        data: JSONBody[DecideReturn | None] = None,
    ) -> OrderReturn:
        """Does not take a return; the buyer gets a mail with the `note`, which may say why."""
        note = data.note if data is not None else None
        return await database.run(returns.decide_return, returns.Decide(actor.user_id, return_id, "rejected", note))

    @post(
        "/{return_id:uuid}/receive",
        responses=problems(
            InvalidReturnStep, ExceedsReturnable, RefundExceedsPaid, *_KEYED, body=OrderReturn, status=200
        ),
        status_code=200,
    )
    async def receive_return(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        idempotency_key: NamedDependency[str | None],
        return_id: FromPath[UUID],
        data: JSONBody[ReceiveReturn | None] = None,
    ) -> Response[bytes]:
        """Takes in an approved return: what is fit for sale goes into stock, and what was paid for it goes back.

        Both happen or neither. With `amount` as much goes back, for a fee that the shop keeps; with `refund: false`
        nothing does. Pieces that came free with others come back without money.
        """
        request = data or ReceiveReturn()
        check_lines([item.item_id for item in request.items])
        if request.amount is not None and not request.refund:
            raise InvalidValue.at("amount", "nothing goes back where refund is false")
        keyed = _keyed(str(actor.user_id), f"receive_return:{return_id}", idempotency_key)
        command = returns.Receive(actor.user_id, return_id, request)
        return respond(await run_once(database, keyed, returns.receive_return, command))


def check_lines(item_ids: list[UUID]) -> None:
    """Refuses a line that is named twice."""
    if len(set(item_ids)) < len(item_ids):
        raise InvalidValue.at("items", "each line may be named once")


async def page_of_returns(database: Database, paging: Paging, statuses: list[ReturnStatus] | None) -> Page[OrderReturn]:
    """One page of a list of returns, newest first."""
    before = paging.after(UUID, sort=_NEWEST, filters=statuses)
    async with database.listing() as db:
        rows, counted = await queries.list_returns(
            db, statuses, before=before, skip=paging.offset, limit=paging.limit + 1, most=COUNTED + 1
        )
    return paging.page(rows, counted, sort=_NEWEST, filters=statuses, key=lambda row: row.id, item=lambda row: row)


def _keyed(principal: str, operation: str, key: str | None) -> KeyedRequest | None:
    return None if key is None else KeyedRequest(principal=principal, operation=operation, key=key)
