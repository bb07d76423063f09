"""Returns as pages: all of them in a list, and their steps on the page of their order."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from rowlock.db.database import Database
from rowlock.errors import InvalidValue
from rowlock.http.auth import Actor, requires_role
from rowlock.http.paging import Paging
from rowlock.http.requests import Request
from rowlock.orders import queries
from rowlock.orders.commands import returns
from rowlock.orders.return_routes import page_of_returns
from rowlock.orders.return_types import DecideReturn, ReceivedItem, ReceiveReturn, RequestReturn, ReturnStatus
from rowlock.orders.shipment_types import ParcelItem
from rowlock.orders.types import Amount, Note
from rowlock.pages import forms
from rowlock.pages.acting import act
from rowlock.pages.rendering import onward, page
from rowlock.pages.routes.orders import order_page
from rowlock.settings import Settings

_Step = Callable[[forms.Form], Awaitable[Any]]


class _AskedItem(msgspec.Struct, kw_only=True):
    item_id: UUID
    quantity: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0


class _AskForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """As RequestReturn, with a row for every line, of which some say none."""

    back: list[_AskedItem] = []
    reason: Note


class _ArrivedItem(_AskedItem, kw_only=True):
    restock: bool = False


class _ReceiveForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """As ReceiveReturn; `keep` gives nothing back."""

    arrived: list[_ArrivedItem] = []
    keep: bool = False
    amount: Amount | None = None
    note: Note | None = None


class ReturnPages(Controller):
    path = "/"
    guards = (requires_role("admin", area="orders"),)

    @get("/returns")
    async def list_returns(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        status: Annotated[list[ReturnStatus] | None, QueryParameter(max_items=5)] = None,
    ) -> Response[str]:
        listed = await page_of_returns(database, paging, status)
        return page(request, settings, "returns", returns=listed, chosen=status or [], statuses=get_args(ReturnStatus))

    @post("/orders/{order_id:uuid}/returns")
    async def ask(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        order_id: FromPath[UUID],
    ) -> Response[Any]:
        """For a buyer who wrote or called; no number of days binds an admin."""

        async def step(form: forms.Form) -> None:
            wanted = form.to(_AskForm)
            items = [ParcelItem(item_id=one.item_id, quantity=one.quantity) for one in wanted.back if one.quantity]
            if not items:
                raise InvalidValue.at("back", "say how many of which line come back")
            request = RequestReturn(items=items, reason=wanted.reason)
            await database.run(returns.ask_for_return, returns.AskForReturn(order_id, None, request))

        return await _act(request, database, settings, order_id, step, "return_asked")

    @post("/returns/{return_id:uuid}/{decision:str}")
    async def decide(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        return_id: FromPath[UUID],
        decision: FromPath[Literal["approved", "rejected", "cancelled", "received"]],
    ) -> Response[Any]:
        order_id = await _order_of(database, return_id)

        async def step(form: forms.Form) -> None:
            if decision == "received":
                await database.run(returns.receive_return, returns.Receive(actor.user_id, return_id, _received(form)))
            elif decision == "cancelled":
                await database.run(returns.cancel_return, returns.CancelReturn(order_id, return_id))
            else:
                command = returns.Decide(actor.user_id, return_id, decision, form.to(DecideReturn).note)
                await database.run(returns.decide_return, command)

        return await _act(request, database, settings, order_id, step, f"return_{decision}")


def _received(form: forms.Form) -> ReceiveReturn:
    wanted = form.to(_ReceiveForm)
    items = [ReceivedItem(item_id=one.item_id, quantity=one.quantity, restock=one.restock) for one in wanted.arrived]
    if not any(item.quantity for item in items):
        raise InvalidValue.at("arrived", "say how many of which line have arrived")
    if wanted.keep and wanted.amount is not None:
        raise InvalidValue.at("amount", "no money goes back where none shall")
    return ReceiveReturn(items=items, refund=not wanted.keep, amount=wanted.amount, note=wanted.note)


async def _order_of(database: Database, return_id: UUID) -> UUID:
    async with database.primary() as db:
        return (await queries.get_return(db, return_id)).order_id


async def _act(
    request: Request, database: Database, settings: Settings, order_id: UUID, step: _Step, notice: str
) -> Response[Any]:
    form = await forms.read(request, settings)
    return await act(
        request,
        form,
        lambda: step(form),
        then=onward(f"/admin/orders/{order_id}", notice),
        again=lambda status: order_page(request, database, settings, order_id, form, status),
    )
