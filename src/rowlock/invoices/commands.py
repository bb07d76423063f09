"""Writes the invoice of an order and the credit notes of its refunds, each once and under the next number."""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from rowlock import clock
from rowlock.audit import commands as audit
from rowlock.cart.explanations import ExplainedCart
from rowlock.db.connections import Writer
from rowlock.invoices import rules, sql
from rowlock.invoices.errors import NotInvoiced
from rowlock.invoices.types import Document, Kind, Seller, TaxPart, UncreditedRefund
from rowlock.orders import queries as orders
from rowlock.orders.commands.change_order import locked_order
from rowlock.orders.types import OrderRow
from rowlock.outbox.staging import stage


class IssueInvoices(msgspec.Struct, frozen=True):
    """All documents of an order that are due; `is_asked` has the invoice written before it would be."""

    order_id: UUID
    seller: Seller
    zone: ZoneInfo
    is_asked: bool = False


class AskForInvoice(msgspec.Struct, frozen=True):
    """An admin wants the invoice of an order now."""

    actor_id: UUID
    order_id: UUID


class FileInvoice(msgspec.Struct, frozen=True):
    """The file of a document is in the storage."""

    invoice_id: UUID
    is_mailed: bool


async def ask_for_invoice(db: Writer, command: AskForInvoice) -> None:
    """Has the worker write the invoice of an order that is neither paid nor sent yet, for a buyer who pays by it."""
    order = await locked_order(db, command.order_id)
    if order.status == "cancelled":
        raise NotInvoiced("The order is cancelled")
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="invoice.ask",
        object_type="order",
        object_id=str(order.id),
        before=None,
        after={"number": order.number},
    )
    await stage(db, "issue_invoices", dedup_key=f"issue_invoices:{order.id}:asked", order_id=order.id, is_asked=True)


async def issue_invoices(db: Writer, command: IssueInvoices) -> None:
    """Any number of calls write each document once: the order is locked, and then the series of numbers.

    The invoice comes first, then a credit note for each refund that is certain. Of a cancelled order what was never
    paid is credited at once, what was paid when it has gone back.
    """
    await locked_order(db, command.order_id)
    row = await orders.get_order(db, command.order_id)
    explained = await orders.explain_order(db, row)
    kept = await sql.list_kept_documents(db, order_id=row.id)
    today = clock.today(command.zone)
    invoiced = next((each.document for each in kept if each.kind == "invoice"), None)
    if invoiced is None:
        if not rules.is_due(row, is_asked=command.is_asked):
            return
        serial = await sql.take_serial(db, kind="invoice")
        days = (today, row.placed_at.astimezone(command.zone).date())
        number = rules.number("invoice", serial)
        invoiced = rules.invoice(row, explained, seller=command.seller, number=number, days=days)
        await _insert(db, row.id, None, serial, invoiced)
    notes = {each.refund_id: each.document for each in kept if each.kind == "credit_note"}
    writer = _CreditNotes(db, row, explained, invoiced, notes, today)
    for refund in await sql.list_uncredited_refunds(db, order_id=row.id):
        await writer.credit_refund(refund)
    if row.status == "cancelled" and None not in notes:
        await writer.credit_unpaid()


async def file_invoice(db: Writer, command: FileInvoice) -> None:
    """Says that the file is there, and has it mailed where the shop wants that."""
    filed = await sql.mark_filed(db, invoice_id=command.invoice_id)
    if filed is not None and command.is_mailed:
        await stage(db, "send_invoice", dedup_key=f"send_invoice:{filed}", invoice_id=filed)


class _CreditNotes:
    """Writes credit notes of one invoice, one after the other, and knows what is left of it."""

    def __init__(
        self,
        db: Writer,
        order: OrderRow,
        explained: ExplainedCart,
        invoiced: Document,
        notes: dict[UUID | None, Document],
        today: date,
    ) -> None:
        self._db = db
        self._order = order
        self._explained = explained
        self._invoiced = invoiced
        self._notes = notes
        self._today = today

    async def credit_refund(self, refund: UncreditedRefund) -> None:
        if refund.reverses is not None:
            reversed_note = self._notes[refund.reverses]
            reason = f"The refund of {reversed_note.number} failed; the amount is still owed"
            await self._write(refund, -reversed_note.total, rules.negated(reversed_note.taxes), reason)
            return
        left = self._left()
        amount = min(refund.amount, sum(part.gross for part in left))
        if amount:
            weights = rules.weights(self._order, self._explained, refund.items, left)
            await self._write(refund, amount, rules.split(amount, weights, left), refund.reason)

    async def credit_unpaid(self) -> None:
        left = self._left()
        amount = min(self._invoiced.total - self._order.paid_total, sum(part.gross for part in left))
        if amount > 0:
            taxes = rules.split(amount, [part.gross for part in left], left)
            await self._write(None, amount, taxes, "The order was cancelled")

    def _left(self) -> list[TaxPart]:
        return [
            part
            for part in rules.left_after(self._invoiced.taxes, (note.taxes for note in self._notes.values()))
            if part.gross
        ]

    async def _write(self, refund: UncreditedRefund | None, amount: int, taxes: list[TaxPart], reason: str) -> None:
        serial = await sql.take_serial(self._db, kind="credit_note")
        note = rules.credit_note(
            self._invoiced,
            number=rules.number("credit_note", serial),
            issued_on=self._today,
            amount=amount,
            taxes=taxes,
            reason=reason,
            lines=rules.returned_lines(self._order, refund.items) if refund is not None else [],
        )
        refund_id = refund.id if refund is not None else None
        self._notes[refund_id] = note
        await _insert(self._db, self._order.id, refund_id, serial, note)


async def _insert(db: Writer, order_id: UUID, refund_id: UUID | None, serial: int, document: Document) -> None:
    kind: Kind = document.kind
    await sql.insert_document(
        db,
        kind=kind,
        serial=serial,
        order_id=order_id,
        refund_id=refund_id,
        currency=document.currency,
        total=document.total,
        document=document,
    )
