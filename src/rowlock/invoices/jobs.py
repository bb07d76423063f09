"""Issues invoices and credit notes, makes their files, and mails them."""

import asyncio
from typing import Final
from uuid import UUID

import structlog

from rowlock.accounts.rules import ERASED_SUFFIX
from rowlock.errors import NotFound
from rowlock.invoices import commands, documents, queries, rules
from rowlock.invoices.types import Seller
from rowlock.mail import templates
from rowlock.mail.messages import Attachment, Mail
from rowlock.orders import queries as orders
from rowlock.orders.jobs import order_mail
from rowlock.outbox.jobs import GiveUp, JobContext, job
from rowlock.settings import Settings

_log: Final = structlog.get_logger("rowlock.invoices")


@job()
async def issue_invoices(context: JobContext, *, order_id: UUID, is_asked: bool = False) -> None:
    """Writes all documents of an order that are due in one transaction, and then makes those files that are missing. A
    worker that dies in between leaves them to the next attempt."""
    settings = context.settings
    if settings.invoices == "off":
        return
    command = commands.IssueInvoices(order_id, _seller(settings), settings.zone, is_asked)
    try:
        await context.database.run(commands.issue_invoices, command)
    except NotFound:
        raise GiveUp(f"there is no order {order_id}") from None
    async with context.database.primary() as db:
        kept = await queries.list_kept_documents(db, order_id)
    for each in kept:
        if each.filed_at is None:
            await context.storage.put(rules.file_key(each.id), await asyncio.to_thread(documents.render, each.document))
            await context.database.run(
                commands.file_invoice, commands.FileInvoice(each.id, settings.invoices == "mailed")
            )
            _log.info("invoice.issued", number=each.document.number, order_id=str(order_id))


@job()
async def send_invoice(context: JobContext, *, invoice_id: UUID) -> None:
    """To the buyer, with the PDF."""
    async with context.database.primary() as db:
        invoice = await queries.get_invoice(db, invoice_id)
        row = await orders.get_order(db, invoice.order_id)
    if row.email.endswith(ERASED_SUFFIX):
        return
    template = "invoice_issued" if invoice.kind == "invoice" else "credit_note_issued"
    rendered = templates.render(template, order=order_mail(context.settings, row), number=invoice.number)
    await context.mailer.send(
        Mail(
            to=row.email,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            message_id=str(context.outbox_id),
            attachments=[
                Attachment(
                    f"{invoice.number}.pdf", "application/pdf", await context.storage.get(rules.file_key(invoice_id))
                )
            ],
        )
    )


def _seller(settings: Settings) -> Seller:
    lines = [line.strip() for line in (settings.store_address or "").split(";")]
    return Seller(settings.store_name, [line for line in lines if line], settings.store_tax_id)
