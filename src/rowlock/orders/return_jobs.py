"""The mails of a return, one for each step that the buyer should know of."""

from uuid import UUID

from rowlock.accounts.rules import ERASED_SUFFIX
from rowlock.errors import NotFound
from rowlock.mail import templates
from rowlock.mail.messages import Mail
from rowlock.orders import queries
from rowlock.orders.jobs import order_mail
from rowlock.outbox.jobs import GiveUp, JobContext, job


@job()
async def send_return_requested(context: JobContext, *, order_id: UUID, return_id: UUID) -> None:
    """To the buyer, that the shop knows of it."""
    await _send(context, "return_requested", order_id, return_id)


@job()
async def send_return_approved(context: JobContext, *, order_id: UUID, return_id: UUID) -> None:
    """To the buyer, that it may come, and where to."""
    await _send(context, "return_approved", order_id, return_id)


@job()
async def send_return_rejected(context: JobContext, *, order_id: UUID, return_id: UUID) -> None:
    """To the buyer, that it is not taken, and why."""
    await _send(context, "return_rejected", order_id, return_id)


@job()
async def send_return_received(context: JobContext, *, order_id: UUID, return_id: UUID) -> None:
    """To the buyer, what arrived; of the money that goes back the refund tells."""
    await _send(context, "return_received", order_id, return_id)


async def _send(context: JobContext, template: str, order_id: UUID, return_id: UUID) -> None:
    try:
        async with context.database.primary() as db:
            row = await queries.get_order(db, order_id)
            found = await queries.get_return(db, return_id)
    except NotFound:
        raise GiveUp(f"there is no return {return_id}") from None
    if row.email.endswith(ERASED_SUFFIX):
        return
    is_received = template == "return_received"
    pieces = [(item.received_quantity if is_received else item.quantity, item) for item in found.items]
    rendered = templates.render(
        template,
        order=order_mail(context.settings, row),
        pieces=[templates.MailPiece(n, item.name, item.options) for n, item in pieces if n],
        note=found.note,
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
