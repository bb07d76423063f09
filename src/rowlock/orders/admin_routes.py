"""Orders over HTTP, for admins."""

from datetime import date, datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from rowlock import clock
from rowlock.db.connections import Writer
from rowlock.db.database import Database
from rowlock.http.auth import Actor, requires_role
from rowlock.http.openapi import problems
from rowlock.http.paging import COUNTED, Page, Paging
from rowlock.idempotency.errors import IdempotencyInProgress, IdempotencyKeyReused
from rowlock.idempotency.run_once import run_once
from rowlock.idempotency.types import KeyedRequest
from rowlock.orders import bulk, payment_flow, queries
from rowlock.orders.bulk_types import BulkStatus, SteppedOrder
from rowlock.orders.commands import change_order
from rowlock.orders.commands.capture_payment import Capture, want_capture
from rowlock.orders.commands.refund_order import RefundOrder, refund_order
from rowlock.orders.errors import (
    InvalidTransition,
    NotAuthorized,
    PaidByProvider,
    PaymentExceedsTotal,
    RefundExceedsPaid,
)
from rowlock.orders.payment_types import CapturePayment
from rowlock.orders.queries import OrderFilter
from rowlock.orders.routes import FromDay, ToDay, instants, order_filter, page_of_orders, respond
from rowlock.orders.types import (
    ChangeStatus,
    CreateRefund,
    Order,
    OrderSummary,
    PaymentStatus,
    PendingOrders,
    RecordPayment,
    Refund,
    Status,
)
from rowlock.payments.providers.opened import Providers
from rowlock.settings import Settings

_KEYED = (IdempotencyInProgress, IdempotencyKeyReused)
_OLDEST: Final = "oldest"


class SteppedOrders(msgspec.Struct):
    """What became of each order, in their order."""

    results: list[SteppedOrder]


class OrderStepController(Controller):
    path = "/orders/{order_id:uuid}"
    tags = ("Admin: orders",)
    guards = (requires_role("admin", area="orders"),)

    @put("/status", responses=problems(InvalidTransition))
    async def set_order_status(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
        data: JSONBody[ChangeStatus],
    ) -> Order:
        """Takes the next step of an order.

        `pending → confirmed → processing → shipped → delivered`, and `cancelled` from the first three. The buyer gets
        a mail when it is shipped or cancelled.
        """
        await database.run(change_order.set_status, change_order.SetStatus(actor.user_id, order_id, data))
        async with database.primary() as db:
            return queries.shown(await queries.get_order(db, order_id))

    @post(
        "/payments",
        responses=problems(InvalidTransition, PaidByProvider, PaymentExceedsTotal, *_KEYED, body=Order, status=201),
    )
    async def record_payment(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        idempotency_key: NamedDependency[str | None],
        order_id: FromPath[UUID],
        data: JSONBody[RecordPayment],
    ) -> Response[bytes]:
        """Records money that the shop took itself."""

        async def recorded(db: Writer, command: change_order.AddPayment) -> Order:
            await change_order.record_payment(db, command)
            return queries.shown(await queries.get_order(db, order_id))

        command = change_order.AddPayment(actor.user_id, order_id, data.amount)
        keyed = _keyed(actor, f"record_payment:{order_id}", idempotency_key)
        return respond(await run_once(database, keyed, recorded, command, status=201))

    @post("/payments/capture", status_code=200, responses=problems(NotAuthorized, PaymentExceedsTotal))
    async def capture_payment(
        self,
        database: NamedDependency[Database],
        payment_providers: NamedDependency[Providers],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
        data: JSONBody[CapturePayment | None] = None,
    ) -> Order:
        """Takes the money that the provider holds for an order, or a part of it: then the rest goes back to the buyer.

        It is taken by itself when the order is shipped. Where the provider does not answer the order is still
        `authorized`, and the worker asks again.
        """
        amount = data.amount if data is not None else None
        await database.run(want_capture, Capture(actor.user_id, order_id, amount))
        await payment_flow.refresh(database, payment_providers, order_id)
        async with database.primary() as db:
            return await queries.with_money(db, queries.shown(await queries.get_order(db, order_id)))

    @post("/refund", responses=problems(RefundExceedsPaid, *_KEYED, body=Refund, status=201))
    async def refund_order(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        idempotency_key: NamedDependency[str | None],
        order_id: FromPath[UUID],
        data: JSONBody[CreateRefund],
    ) -> Response[bytes]:
        """Gives money back, by amount or by lines, never more than was paid.

        A line with `restock` goes back into stock. Without `amount` the lines' own share is given, without both all
        that is left. Where a provider took the money it counts as gone at once, and its `state` tells when it has.
        """
        command = RefundOrder(actor.user_id, order_id, data)
        keyed = _keyed(actor, f"refund_order:{order_id}", idempotency_key)
        return respond(await run_once(database, keyed, refund_order, command, status=201))


class AdminOrderController(Controller):
    path = "/admin/orders"
    tags = ("Admin: orders",)
    guards = (requires_role("admin", area="orders"),)

    @get()
    async def list_all_orders(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        status: Annotated[list[Status] | None, QueryParameter(max_items=7, description="Only these")] = None,
        payment_status: Annotated[
            list[PaymentStatus] | None, QueryParameter(max_items=6, description="Only those paid for so")
        ] = None,
        email: Annotated[str | None, QueryParameter(max_length=254, description="Only this address")] = None,
        q: Annotated[
            str | None,
            QueryParameter(
                min_length=1, max_length=200, description="Words of the number, the address or the name, or a SKU"
            ),
        ] = None,
        from_day: FromDay = None,
        to_day: ToDay = None,
        cancelled: Annotated[bool | None, QueryParameter(description="Only those, or only others")] = None,
        user_id: Annotated[UUID | None, QueryParameter(description="Only of this account")] = None,
        product_id: Annotated[UUID | None, QueryParameter(description="Only with this product")] = None,
        category_id: Annotated[
            UUID | None, QueryParameter(description="Only with a product that is now in this category")
        ] = None,
        uncategorised: Annotated[
            bool | None, QueryParameter(description="Only with a product that is in no category")
        ] = None,
        country: Annotated[str | None, QueryParameter(max_length=2, description="Only sent to this country")] = None,
        region: Annotated[
            str | None, QueryParameter(max_length=200, description="Only sent to this region; empty: to none")
        ] = None,
        coupon_id: Annotated[UUID | None, QueryParameter(description="Only those that used this coupon")] = None,
        refunded_from: Annotated[
            date | None, QueryParameter(description="Only if money went back on this day or later")
        ] = None,
        refunded_to: Annotated[
            date | None, QueryParameter(description="Only if money went back on this day or before")
        ] = None,
        customers_from: Annotated[
            date | None, QueryParameter(description="Only of accounts with their first order on this day or later")
        ] = None,
        customers_to: Annotated[
            date | None, QueryParameter(description="Only of accounts with their first order on this day or before")
        ] = None,
    ) -> Page[OrderSummary]:
        """Lists all orders, newest first.

        `q` finds all of its words in any order, accents and capitals aside, the last one as a beginning; or every
        order with a variant whose SKU begins so, of the first 250 such SKUs. The figures' `drilldown` links are made
        of these filters, and exports of orders know the same.
        """
        returned_from, returned_to = instants(settings, refunded_from, refunded_to, field="refunded_to")
        chosen = order_filter(
            settings,
            from_day,
            to_day,
            OrderFilter(
                statuses=status,
                payment_statuses=payment_status,
                email=email,
                search=q,
                cancelled=cancelled,
                user_id=user_id,
                product_id=product_id,
                category_id=category_id,
                uncategorised=uncategorised or None,
                country=country,
                region=region,
                coupon_id=coupon_id,
                refunded_from=returned_from,
                refunded_to=returned_to,
                customers_from=customers_from,
                customers_to=customers_to,
            ),
        )
        return await page_of_orders(database, paging, chosen)

    @get("/pending")
    async def list_pending_orders(
        self,
        database: NamedDependency[Database],
        paging: NamedDependency[Paging],
        older_than_hours: Annotated[
            int | None, QueryParameter(ge=1, le=8_760, description="Only what waits for longer")
        ] = None,
    ) -> PendingOrders:
        """Lists orders that wait for the shop: not yet shipped, the oldest first, and how old all of them are."""
        before = clock.now() - timedelta(hours=older_than_hours) if older_than_hours else None
        async with database.primary() as db:
            rows, ages = await queries.list_pending_orders(
                db,
                placed_before=before,
                after=paging.after(tuple[datetime, UUID], sort=_OLDEST, filters=older_than_hours),
                skip=paging.offset,
                limit=paging.limit + 1,
                most=COUNTED + 1,
            )
        page = paging.page(
            rows,
            ages.total,
            sort=_OLDEST,
            filters=older_than_hours,
            key=lambda order: (order.placed_at, order.id),
            item=lambda order: order,
        )
        return PendingOrders(page.items, page.total, page.total_capped, page.next_cursor, ages)

    @post("/bulk-status", status_code=200)
    async def set_status_of_many(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[BulkStatus]
    ) -> SteppedOrders:
        """Takes one step of up to 100 orders, each for itself.

        One that cannot take it says why and leaves the others alone. An order named twice takes the step once.
        """
        return SteppedOrders(await bulk.set_status_of_many(database, actor.user_id, data))


def _keyed(actor: Actor, operation: str, key: str | None) -> KeyedRequest | None:
    return None if key is None else KeyedRequest(principal=str(actor.user_id), operation=operation, key=key)
