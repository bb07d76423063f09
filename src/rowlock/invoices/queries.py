"""Questions about invoices."""

from datetime import datetime
from uuid import UUID

import msgspec

from rowlock.db.connections import Reader
from rowlock.errors import NotFound
from rowlock.invoices import sql
from rowlock.invoices.types import InvoiceRow, KeptDocument, Kind


class InvoiceFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which documents a list has; nothing set is all of them. Instants are half-open: from, and before."""

    kind: Kind | None = None
    issued_from: datetime | None = None
    issued_to: datetime | None = None


async def list_of_order(db: Reader, order_id: UUID) -> list[InvoiceRow]:
    """What was issued of an order and has its file, the oldest first."""
    return await sql.list_of_order(db, order_id=order_id)


async def list_kept_documents(db: Reader, order_id: UUID) -> list[KeptDocument]:
    """All that was issued of an order, as it was."""
    return await sql.list_kept_documents(db, order_id=order_id)


async def get_invoice(db: Reader, invoice_id: UUID) -> InvoiceRow:
    """One document. Who may see it is for the caller to decide."""
    row = await sql.get_invoice(db, invoice_id=invoice_id)
    if row is None:
        raise NotFound
    return row


async def list_invoices(
    db: Reader, chosen: InvoiceFilter, *, before: UUID | None, skip: int, limit: int, most: int
) -> tuple[list[InvoiceRow], int]:
    """The newest first, and how many there are, counted to `most`."""
    conditions = msgspec.structs.asdict(chosen)
    rows = await sql.list_invoices(db, **conditions, before=before, skip=skip, most=limit)
    return rows, await sql.count_invoices(db, **conditions, most=most)
