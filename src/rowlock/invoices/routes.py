"""Invoices over HTTP, for the buyers of the orders and for admins."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from rowlock.db.database import Database
from rowlock.errors import NotFound
from rowlock.http.auth import AREA, Actor, requires_role
from rowlock.http.openapi import problems
from rowlock.http.paging import COUNTED, Page, Paging
from rowlock.invoices import queries, rules
from rowlock.invoices.commands import AskForInvoice, ask_for_invoice
from rowlock.invoices.errors import InvoiceNotReady, NotInvoiced
from rowlock.invoices.queries import InvoiceFilter
from rowlock.invoices.types import AskedInvoice, Invoice, InvoiceRow, Invoices, Kind
from rowlock.orders.routes import FromDay, OrderToken, ToDay, instants, visible_order
from rowlock.settings import Settings
from rowlock.storage.routes import STORAGE
from rowlock.storage.store import Storage

_NEWEST: Final = "newest"
_AREA: Final = {AREA: "orders"}


class InvoiceController(Controller):
    path = "/orders/{order_id:uuid}/invoices"
    tags = ("Orders",)
    dependencies = STORAGE

    @get(opt=_AREA)
    async def list_invoices(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        visitor: NamedDependency[Actor | None],
        order_id: FromPath[UUID],
        order_token: OrderToken = None,
    ) -> Invoices:
        """Lists the invoice of an order and the credit notes of its refunds, oldest first.

        The invoice is written when the order is paid or sent, whichever is first; a credit note when money has gone
        back. None is written where `ROWLOCK_INVOICES` is `off`.
        """
        async with database.primary() as db:
            row = await visible_order(db, settings, order_id, visitor, order_token)
            return Invoices([shown(invoice) for invoice in await queries.list_of_order(db, row.id)])

    @get("/{invoice_id:uuid}", opt=_AREA, responses=problems(InvoiceNotReady, body=bytes))
    async def download_invoice(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        storage: NamedDependency[Storage],
        visitor: NamedDependency[Actor | None],
        order_id: FromPath[UUID],
        invoice_id: FromPath[UUID],
        order_token: OrderToken = None,
    ) -> Response[bytes]:
        """Gives an invoice or a credit note as PDF, as it was on the day it was issued."""
        async with database.primary() as db:
            await visible_order(db, settings, order_id, visitor, order_token)
            invoice = await queries.get_invoice(db, invoice_id)
        if invoice.order_id != order_id:
            raise NotFound
        return await pdf_of(storage, invoice)

    @post(
        status_code=202,
        guards=[requires_role("admin", area="orders")],
        responses=problems(NotInvoiced, body=AskedInvoice, status=202),
    )
    async def ask_for_invoice(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
    ) -> AskedInvoice:
        """Has the invoice written now, for a buyer who pays by it. An order has one, however often it is asked for."""
        if settings.invoices == "off":
            raise NotInvoiced("ROWLOCK_INVOICES is off")
        await database.run(ask_for_invoice, AskForInvoice(actor.user_id, order_id))
        return AskedInvoice()


class AdminInvoiceController(Controller):
    path = "/admin/invoices"
    tags = ("Admin: orders",)
    guards = (requires_role("admin", area="orders"),)

    @get()
    async def list_all_invoices(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        kind: Annotated[Kind | None, QueryParameter(description="Only invoices, or only credit notes")] = None,
        from_day: FromDay = None,
        to_day: ToDay = None,
    ) -> Page[Invoice]:
        """Lists all invoices and credit notes, newest first, by the days on which they were issued."""
        issued_from, issued_to = instants(settings, from_day, to_day)
        chosen = InvoiceFilter(kind=kind, issued_from=issued_from, issued_to=issued_to)
        return await page_of_invoices(database, paging, chosen)


async def page_of_invoices(database: Database, paging: Paging, chosen: InvoiceFilter) -> Page[Invoice]:
    """One page of a list of documents, newest first."""
    async with database.listing() as db:
        rows, counted = await queries.list_invoices(
            db,
            chosen,
            before=paging.after(UUID, sort=_NEWEST, filters=chosen),
            skip=paging.offset,
            limit=paging.limit + 1,
            most=COUNTED + 1,
        )
    return paging.page(rows, counted, sort=_NEWEST, filters=chosen, key=lambda row: row.id, item=shown)


def shown(row: InvoiceRow) -> Invoice:
    """A document as its buyer and the admins see it."""
    url = f"/api/v1/orders/{row.order_id}/invoices/{row.id}" if row.filed_at is not None else None
    return Invoice(row.id, row.kind, row.order_id, row.number, row.currency, row.total, row.issued_at, url)


async def pdf_of(storage: Storage, invoice: InvoiceRow) -> Response[bytes]:
    """The file of a document, shown by a browser under the document's number."""
    if invoice.filed_at is None:
        raise InvoiceNotReady
    headers = {
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'inline; filename="{invoice.number}.pdf"',
    }
    return Response(await storage.get(rules.file_key(invoice.id)), media_type="application/pdf", headers=headers)
