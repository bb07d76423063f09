"""Invoices as pages: all of them for the bookkeeping, and those of an order as files."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from rowlock.db.database import Database
from rowlock.errors import NotFound
from rowlock.http.auth import Actor, requires_role
from rowlock.http.paging import Paging
from rowlock.http.requests import Request
from rowlock.invoices import queries
from rowlock.invoices.commands import AskForInvoice, ask_for_invoice
from rowlock.invoices.queries import InvoiceFilter
from rowlock.invoices.routes import page_of_invoices, pdf_of
from rowlock.invoices.types import Kind
from rowlock.orders.routes import instants
from rowlock.pages import forms
from rowlock.pages.acting import act
from rowlock.pages.rendering import onward, page
from rowlock.pages.routes.orders import order_page
from rowlock.settings import Settings
from rowlock.storage.routes import STORAGE
from rowlock.storage.store import Storage


class InvoicePages(Controller):
    path = "/"
    guards = (requires_role("admin", area="orders"),)
    dependencies = STORAGE

    @get("/invoices")
    async def list_invoices(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        kind: Annotated[Kind | None, QueryParameter()] = None,
        from_day: Annotated[date | None, QueryParameter(name="from")] = None,
        to_day: Annotated[date | None, QueryParameter(name="to")] = None,
    ) -> Response[str]:
        issued_from, issued_to = instants(settings, from_day, to_day)
        chosen = InvoiceFilter(kind=kind, issued_from=issued_from, issued_to=issued_to)
        listed = await page_of_invoices(database, paging, chosen)
        return page(request, settings, "invoices", invoices=listed, kind=kind, from_day=from_day, to_day=to_day)

    @get("/orders/{order_id:uuid}/invoices/{invoice_id:uuid}")
    async def show_invoice(
        self,
        database: NamedDependency[Database],
        storage: NamedDependency[Storage],
        order_id: FromPath[UUID],
        invoice_id: FromPath[UUID],
    ) -> Response[bytes]:
        async with database.primary() as db:
            invoice = await queries.get_invoice(db, invoice_id)
        if invoice.order_id != order_id:
            raise NotFound
        return await pdf_of(storage, invoice)

    @post("/orders/{order_id:uuid}/invoices")
    async def ask(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        order_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)
        return await act(
            request,
            form,
            lambda: database.run(ask_for_invoice, AskForInvoice(actor.user_id, order_id)),
            then=onward(f"/admin/orders/{order_id}", "invoice_asked"),
            again=lambda status: order_page(request, database, settings, order_id, form, status),
        )
