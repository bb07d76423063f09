"""Forgets anonymous carts that nobody used for 30 days, and reminds customers who agreed to it of theirs."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from rowlock.cart import commands, queries, rules
from rowlock.cart.types import PricedCart
from rowlock.db.connections import Writer
from rowlock.mail import templates
from rowlock.mail.messages import Mail, unsubscribe_headers
from rowlock.mail.templates import CartMail, OrderMailItem
from rowlock.outbox.jobs import JobContext, job, periodic

_BATCH: Final = 500


@periodic(seconds=600)
async def expire_carts(context: JobContext) -> None:
    while await context.database.run(_expire, None) == _BATCH:
        pass


async def _expire(db: Writer, _: Any) -> int:
    return await commands.delete_expired_carts(db, most=_BATCH)


@periodic(seconds=600)
async def remind_of_carts(context: JobContext) -> None:
    """Has those reminded who left their cart alone for as long as the shop says, and agreed to it."""
    if hours := context.settings.cart_reminder_hours:
        while await context.database.run(commands.remind_of_carts, commands.RemindOfCarts(hours, _BATCH)) == _BATCH:
            pass


@job()
async def send_cart_reminder(context: JobContext, *, cart_id: UUID, updated_at: datetime) -> None:
    """To somebody about his cart, unless he has come back to it meanwhile."""
    settings = context.settings
    async with context.database.primary() as db:
        found = await queries.find_reminder(db, cart_id, updated_at)
    if found is None:
        return
    reminded, cart, totals = found
    token = rules.unsubscribe_token(settings.secrets, reminded.user_id)
    url = f"{settings.base_url.rstrip('/')}/api/v1/cart-reminders/unsubscribe/{token}"
    rendered = templates.render(
        "cart_reminder",
        cart=CartMail(
            store_name=settings.store_name,
            currency=settings.currency,
            items=_items(cart),
            subtotal=totals.subtotal,
            discount_total=totals.discount_total,
            total=totals.total,
            unsubscribe_url=url,
        ),
    )
    await context.mailer.send(
        Mail(
            to=reminded.email,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            message_id=str(context.outbox_id),
            headers=unsubscribe_headers(url),
        )
    )


def _items(cart: PricedCart) -> list[OrderMailItem]:
    return [
        OrderMailItem(line.name, line.options, line.quantity, line.unit_price, line.unit_price * line.quantity)
        for line in cart.lines
    ]
