"""Orders: the list, one order, and the steps it may take now."""

import secrets
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, Final, get_args
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, QueryParameter

from rowlock.accounts.types import Line
from rowlock.db.database import Database
from rowlock.errors import InvalidValue
from rowlock.http.auth import Actor, requires_role
from rowlock.http.paging import COUNTED, FOUND_COUNTED, Paging
from rowlock.http.requests import Request
from rowlock.idempotency.run_once import run_once
from rowlock.idempotency.types import KeyedRequest
from rowlock.invoices.queries import list_of_order as list_invoices
from rowlock.orders import queries, rules
from rowlock.orders.bulk import set_status_of_many
from rowlock.orders.bulk_types import BulkStatus, SteppedOrder
from rowlock.orders.commands import change_order, notes, ship_order
from rowlock.orders.commands.refund_order import RefundOrder, refund_order
from rowlock.orders.queries import OrderFilter
from rowlock.orders.routes import order_filter, page_of_orders
from rowlock.orders.shipment_types import CreateNote, CreateShipment, ParcelItem, TrackingNumber, TrackingUrl
from rowlock.orders.types import (
    Amount,
    CancelOrder,
    ChangeStatus,
    CreateRefund,
    Note,
    OrderRow,
    PaymentStatus,
    RecordPayment,
    RefundItem,
    Status,
)
from rowlock.pages import forms
from rowlock.pages.acting import act
from rowlock.pages.rendering import onward, page
from rowlock.pages.routes.users import Done
from rowlock.settings import Settings

# Names one try: whoever presses twice, or again after a lost answer, gives the money back once.
_KEY: Final = "key"
_Step = Callable[[forms.Form], Awaitable[Any]]


class _Asked(msgspec.Struct, frozen=True):
    """Which orders the list has, and the days that its form shows."""

    chosen: OrderFilter
    from_day: date | None
    to_day: date | None


def _provide_asked(
    settings: NamedDependency[Settings],
    q: Annotated[str | None, QueryParameter(max_length=200)] = None,
    status: Annotated[list[Status] | None, QueryParameter(max_items=7)] = None,
    payment_status: Annotated[list[PaymentStatus] | None, QueryParameter(max_items=6)] = None,
    from_day: Annotated[date | None, QueryParameter(name="from")] = None,
    to_day: Annotated[date | None, QueryParameter(name="to")] = None,
    cancelled: Annotated[bool | None, QueryParameter()] = None,
    user_id: Annotated[UUID | None, QueryParameter()] = None,
    product_id: Annotated[UUID | None, QueryParameter()] = None,
    category_id: Annotated[UUID | None, QueryParameter()] = None,
    uncategorised: Annotated[bool | None, QueryParameter()] = None,
    country: Annotated[str | None, QueryParameter(max_length=2)] = None,
    region: Annotated[str | None, QueryParameter(max_length=200)] = None,
    coupon_id: Annotated[UUID | None, QueryParameter()] = None,
) -> _Asked:
    chosen = OrderFilter(
        search=q,
        statuses=status,
        payment_statuses=payment_status,
        cancelled=cancelled,
        user_id=user_id,
        product_id=product_id,
        category_id=category_id,
        uncategorised=uncategorised or None,
        country=country,
        region=region,
        coupon_id=coupon_id,
    )
    return _Asked(order_filter(settings, from_day, to_day, chosen), from_day, to_day)


_ASKED: Final = {"asked": Provide(_provide_asked, sync_to_thread=False)}


class OrderPages(Controller):
    path = "/orders"
    guards = (requires_role("admin", area="orders"),)
    dependencies = _ASKED

    @get()
    async def list_orders(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        asked: NamedDependency[_Asked],
        done: Done = None,
    ) -> Response[str]:
        return await _list_page(request, database, settings, paging, asked, [])

    @post()
    async def set_status_of_many(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        actor: NamedDependency[Actor],
        asked: NamedDependency[_Asked],
    ) -> Response[Any]:
        """Shows what became of each, above the list as it was; those that could not take the step say why."""
        form = await forms.read(request, settings)
        if not form.all("order_ids[]"):
            raise InvalidValue.at("order_ids", "tick the orders that shall take the step")
        results = await set_status_of_many(database, actor.user_id, form.to(BulkStatus))
        return await _list_page(request, database, settings, paging, asked, results)

    @get("/{order_id:uuid}")
    async def show_order(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        order_id: FromPath[UUID],
        done: Done = None,
    ) -> Response[str]:
        return await order_page(request, database, settings, order_id, forms.empty(settings))

    @post("/{order_id:uuid}/status")
    async def set_status(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
    ) -> Response[Any]:
        async def step(form: forms.Form) -> None:
            wanted = form.to(ChangeStatus)
            await database.run(change_order.set_status, change_order.SetStatus(actor.user_id, order_id, wanted))

        return await _act(request, database, settings, order_id, step, "stepped")

    @post("/{order_id:uuid}/shipments")
    async def ship_parcel(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
    ) -> Response[Any]:
        async def step(form: forms.Form) -> None:
            wanted = form.to(_ParcelForm)
            items = [ParcelItem(item_id=one.item_id, quantity=one.quantity) for one in wanted.items if one.quantity]
            if not items:
                raise InvalidValue.at("items", "say how many of which line are in the parcel")
            parcel = CreateShipment(
                carrier=wanted.carrier, tracking_number=wanted.tracking_number, url=wanted.url, items=items
            )
            await database.run(ship_order.ship_parcel, ship_order.ShipParcel(actor.user_id, order_id, parcel))

        return await _act(request, database, settings, order_id, step, "sent")

    @post("/{order_id:uuid}/notes")
    async def note(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
    ) -> Response[Any]:
        async def step(form: forms.Form) -> None:
            await database.run(notes.note_order, notes.NoteOrder(actor.user_id, order_id, form.to(CreateNote).text))

        return await _act(request, database, settings, order_id, step, "noted")

    @post("/{order_id:uuid}/cancel")
    async def cancel(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
    ) -> Response[Any]:
        async def step(form: forms.Form) -> None:
            command = change_order.Cancel(actor.user_id, order_id, None, form.to(CancelOrder).reason)
            await database.run(change_order.cancel_order, command)

        return await _act(request, database, settings, order_id, step, "cancelled")

    @post("/{order_id:uuid}/payments")
    async def record_payment(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
    ) -> Response[Any]:
        async def step(form: forms.Form) -> None:
            wanted = form.to(RecordPayment, ignoring=(_KEY,))
            command = change_order.AddPayment(actor.user_id, order_id, wanted.amount)
            keyed = _keyed(actor, f"record_payment:{order_id}", form)
            await run_once(database, keyed, change_order.record_payment, command)

        return await _act(request, database, settings, order_id, step, "paid")

    @post("/{order_id:uuid}/refund")
    async def refund(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
    ) -> Response[Any]:
        async def step(form: forms.Form) -> None:
            wanted = form.to(_RefundForm, ignoring=(_KEY,))
            items = [item.request() for item in wanted.items if item.quantity]
            if not items and wanted.amount is None:
                raise InvalidValue.at("items", "say how many of which line, or an amount")
            command = RefundOrder(
                actor.user_id, order_id, CreateRefund(amount=wanted.amount, items=items, reason=wanted.reason)
            )
            await run_once(database, _keyed(actor, f"refund_order:{order_id}", form), refund_order, command)

        return await _act(request, database, settings, order_id, step, "refunded")


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


class _RefundItemForm(msgspec.Struct, kw_only=True):
    item_id: UUID
    quantity: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    restock: bool = False

    def request(self) -> RefundItem:
        return RefundItem(item_id=self.item_id, quantity=self.quantity, restock=self.restock)


class _ParcelItemForm(msgspec.Struct, kw_only=True):
    item_id: UUID
    quantity: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0


class _ParcelForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """As CreateShipment, with a row for every line, of which some say none."""

    carrier: Line
    tracking_number: TrackingNumber
    url: TrackingUrl | None = None
    items: list[_ParcelItemForm] = []


class _RefundForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """As CreateRefund, with a row for every line, of which most say none."""

    amount: Amount | None = None
    items: list[_RefundItemForm] = []
    reason: Note


async def _list_page(
    request: Request,
    database: Database,
    settings: Settings,
    paging: Paging,
    asked: _Asked,
    results: list[SteppedOrder],
) -> Response[str]:
    counted_to = FOUND_COUNTED if asked.chosen.search else COUNTED
    listed = await page_of_orders(database, paging, asked.chosen, counted_to=counted_to)
    async with database.primary() as db:
        numbers = await queries.list_numbers(db, [one.order_id for one in results]) if results else {}
    return page(
        request,
        settings,
        "orders",
        orders=listed,
        asked=asked,
        results=results,
        numbers=numbers,
        statuses=get_args(Status),
        payment_statuses=get_args(PaymentStatus),
        form=forms.empty(settings),
    )


async def order_page(
    request: Request, database: Database, settings: Settings, order_id: UUID, form: forms.Form, status: int = 200
) -> Response[str]:
    """All that is known of an order, with the steps that it allows; with what was typed where one was refused."""
    async with database.primary() as db:
        row = await queries.get_order(db, order_id)
        order = await queries.with_money(db, await queries.with_origins(db, queries.shown(row)))
        explained = await queries.explain_order(db, row)
        tracking = await queries.track_order(db, row)
        refunds = await queries.list_refunds(db, order_id)
        noted = await queries.list_notes(db, order_id)
        returns = await queries.list_returns_of_order(db, order_id)
        invoices = await list_invoices(db, order_id)
    is_by_hand = row.payment_provider == rules.BY_HAND
    return page(
        request,
        settings,
        "order",
        status=status,
        order=order,
        user_id=row.user_id,
        explained=explained,
        tracking=tracking,
        refunds=refunds,
        notes=noted,
        returns=returns,
        returnable={line.item_id: line.quantity for line in returns.returnable},
        invoices=invoices,
        has_invoices=settings.invoices != "off",
        unshipped=rules.unshipped(row.items) if row.status in rules.SHIPPABLE else {},
        steps=_steps(row),
        payable=order.total - order.paid_total if is_by_hand and row.status not in ("cancelled", "refunded") else 0,
        refundable=order.paid_total - order.refunded_total,
        key=secrets.token_urlsafe(12),
        form=form,
    )


def _keyed(actor: Actor, operation: str, form: forms.Form) -> KeyedRequest | None:
    key = form.text(_KEY)
    return KeyedRequest(principal=str(actor.user_id), operation=operation, key=key) if 0 < len(key) <= 100 else None


def _steps(row: OrderRow) -> frozenset[Status]:
    """The steps that an admin may choose. A payment confirms what waits for it, and what has left is not cancelled."""
    steps = rules.TRANSITIONS[row.status]
    if rules.has_left(row.items):
        steps = steps - {"cancelled"}
    return steps if row.payment_provider == rules.BY_HAND or row.status != "pending" else steps - {"confirmed"}
