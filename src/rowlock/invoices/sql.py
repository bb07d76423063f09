"""The statements of `sql/invoices/`."""

from datetime import datetime
from uuid import UUID

from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement
from rowlock.invoices.types import Document, InvoiceRow, KeptDocument, UncreditedRefund


@statement
async def take_serial(db: Writer, *, kind: str) -> int: ...


@statement
async def insert_document(
    db: Writer,
    *,
    kind: str,
    serial: int,
    order_id: UUID,
    refund_id: UUID | None,
    currency: str,
    total: int,
    document: Document,
) -> UUID: ...


@statement
async def list_kept_documents(db: Reader, *, order_id: UUID) -> list[KeptDocument]: ...


@statement
async def list_uncredited_refunds(db: Reader, *, order_id: UUID) -> list[UncreditedRefund]: ...


@statement
async def mark_filed(db: Writer, *, invoice_id: UUID) -> UUID | None: ...


@statement
async def list_of_order(db: Reader, *, order_id: UUID) -> list[InvoiceRow]: ...


@statement
async def get_invoice(db: Reader, *, invoice_id: UUID) -> InvoiceRow | None: ...


@statement
async def list_invoices(
    db: Reader,
    *,
    kind: str | None,
    issued_from: datetime | None,
    issued_to: datetime | None,
    before: UUID | None,
    skip: int,
    most: int,
) -> list[InvoiceRow]: ...


@statement
async def count_invoices(
    db: Reader, *, kind: str | None, issued_from: datetime | None, issued_to: datetime | None, most: int
) -> int: ...
