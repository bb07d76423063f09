"""The mails of an order, one for each event, with the order as it then stands; and the forgetting of its buyer."""

from typing import Final
from uuid import UUID

from rowlock.accounts.rules import ERASED_SUFFIX
from rowlock.errors import NotFound
from rowlock.mail import templates
from rowlock.mail.messages import Mail
from rowlock.orders import queries
from rowlock.orders.commands import erase_orders
from rowlock.orders.types import OrderRow, Refund, SentShipment
from rowlock.outbox.jobs import GiveUp, JobContext, job, periodic
from rowlock.settings import Settings

_BATCH: Final = 200


@job()
async def send_order_confirmed(context: JobContext, *, order_id: UUID) -> None:
    """To the buyer, when the order was placed."""
    row = await _order(context, order_id)
    await _send(context, row, "order_confirmed")


@job()
async def send_order_shipped(context: JobContext, *, order_id: UUID, shipment_id: UUID | None) -> None:
    """To the buyer, for each parcel with its number and what is in it; without one when the whole order has left."""
    row = await _order(context, order_id)
    shipment = None
    if shipment_id is not None:
        async with context.database.primary() as db:
            shipment = await queries.get_shipment(db, order_id, shipment_id)
    await _send(context, row, "order_shipped", shipment=shipment)


@job()
async def send_order_delivered(context: JobContext, *, order_id: UUID) -> None:
    """To the buyer, when the parcel is said to have arrived."""
    await _send(context, await _order(context, order_id), "order_delivered")


@job()
async def send_order_cancelled(context: JobContext, *, order_id: UUID, reason: str | None) -> None:
    """To the buyer, whoever cancelled."""
    row = await _order(context, order_id)
    await _send(context, row, "order_cancelled", reason=reason)


@job()
async def send_refund_issued(context: JobContext, *, order_id: UUID, refund_id: UUID) -> None:
    """To the buyer, with the amount that goes back."""
    row = await _order(context, order_id)
    async with context.database.primary() as db:
        refunds = {refund.id: refund for refund in await queries.list_refunds(db, order_id)}
    await _send(context, row, "refund_issued", refund=refunds[refund_id], reason=refunds[refund_id].reason)


async def _order(context: JobContext, order_id: UUID) -> OrderRow:
    try:
        async with context.database.primary() as db:
            return await queries.get_order(db, order_id)
    except NotFound:
        raise GiveUp(f"there is no order {order_id}") from None


async def _send(
    context: JobContext,
    row: OrderRow,
    template: str,
    *,
    shipment: SentShipment | None = None,
    refund: Refund | None = None,
    reason: str | None = None,
) -> None:
    if row.email.endswith(ERASED_SUFFIX):
        return
    rendered = templates.render(
        template, order=order_mail(context.settings, row, shipment=shipment, refund=refund, reason=reason)
    )
    await context.mailer.send(
        Mail(
            to=row.email,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            message_id=str(context.outbox_id),
        )
    )


def order_mail(
    settings: Settings,
    row: OrderRow,
    *,
    shipment: SentShipment | None = None,
    refund: Refund | None = None,
    reason: str | None = None,
) -> templates.OrderMail:
    """An order as its mails show it."""
    address = row.shipping_address
    return templates.OrderMail(
        store_name=settings.store_name,
        number=row.number,
        email=row.email,
        placed_at=row.placed_at,
        currency=row.currency,
        items=[templates.OrderMailItem(i.name, i.options, i.quantity, i.unit_price, i.line_total) for i in row.items],
        subtotal=row.subtotal,
        discount_total=row.discount_total,
        shipping_total=row.shipping_total,
        tax_total=row.tax_total,
        total=row.total,
        shipping_address=templates.MailAddress(
            address.full_name,
            address.line1,
            address.line2,
            address.city,
            address.region,
            address.postal_code,
            address.country,
        ),
        shipment=templates.MailShipment(
            shipment.carrier,
            shipment.tracking_number,
            shipment.url,
            [f"{item.quantity} × {item.name}" for item in shipment.items],
        )
        if shipment
        else None,
        refund_amount=refund.amount if refund else None,
        reason=reason,
    )


@periodic(seconds=600)
async def erase_finished_orders(context: JobContext) -> None:
    """An order under way keeps its address until it is done, whatever became of the account."""
    while await context.database.run(erase_orders.erase_finished_orders, _BATCH) == _BATCH:
        pass
