"""The mails about stock: to admins what runs low, to those who wait what is back."""

from datetime import datetime
from typing import Final
from uuid import UUID

from rowlock import clock
from rowlock.inventory import queries, rules
from rowlock.inventory.commands import alerts, notices
from rowlock.mail import templates
from rowlock.mail.messages import Mail, unsubscribe_headers
from rowlock.mail.templates import Rendered
from rowlock.outbox.jobs import JobContext, job, periodic

_BATCH: Final = 500


@periodic(seconds=5)
async def follow_returns(context: JobContext) -> None:
    """Has those told who wait for what is back."""
    while await context.database.run(notices.tell_next, None):
        pass


@periodic(seconds=15)
async def follow_sold_out(context: JobContext) -> None:
    """Has admins told what sold out."""
    while await context.database.run(alerts.tell_sold_out, None):
        pass


@periodic(seconds=600)
async def follow_low_stock(context: JobContext) -> None:
    """Has admins told what ran low, once a day of the store."""
    zone = context.settings.zone
    today = clock.now().astimezone(zone).date()
    await context.database.run(alerts.tell_low_stock, clock.start_of_day(today, zone))


@periodic(seconds=3600)
async def forget_sent_notices(context: JobContext) -> None:
    """Addresses that were told are kept no longer than the link in their mail."""
    while await context.database.run(notices.forget_sent, _BATCH) == _BATCH:
        pass


@job()
async def send_back_in_stock(context: JobContext, *, notice_id: UUID) -> None:
    """To somebody who waits; where the variant sold out again meanwhile he waits on."""
    async with context.database.primary() as db:
        notice = await queries.find_notice(db, notice_id)
    if notice is None:
        return
    if not notice.is_in_stock:
        await context.database.run(notices.wait_on, notice_id)
        return
    settings = context.settings
    token = rules.unsubscribe_token(settings.secrets, notice_id)
    url = f"{settings.base_url.rstrip('/')}/api/v1/stock-notices/unsubscribe/{token}"
    rendered = templates.render(
        "back_in_stock",
        store_name=settings.store_name,
        product=notice.name,
        options=notice.options,
        unsubscribe_url=url,
    )
    await _send(context, notice.email, rendered, unsubscribe_headers(url))
    await context.database.run(notices.mark_sent, notice_id)


@job()
async def send_sold_out(context: JobContext, *, user_id: UUID, variant_ids: list[UUID]) -> None:
    """To an admin who wants to know at once; what has come back meanwhile is shown with its number."""
    async with context.database.primary() as db:
        email = await queries.find_alert_reader(db, user_id)
        lines = await queries.list_variants_in_alert(db, variant_ids)
    if email is not None and lines:
        await _send(context, email, templates.render("sold_out", store_name=context.settings.store_name, lines=lines))


@job()
async def send_stock_digest(context: JobContext, *, user_id: UUID, since: datetime) -> None:
    """To an admin, what ran low since his last one and still is."""
    async with context.database.primary() as db:
        email = await queries.find_alert_reader(db, user_id)
        lines = await queries.list_new_alerts(db, since)
    if email is not None and lines:
        rendered = templates.render("stock_digest", store_name=context.settings.store_name, lines=lines)
        await _send(context, email, rendered)


async def _send(context: JobContext, to: str, rendered: Rendered, headers: dict[str, str] | None = None) -> None:
    await context.mailer.send(
        Mail(
            to=to,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            message_id=str(context.outbox_id),
            headers=headers or {},
        )
    )
