"""Invoices and credit notes as they cross the wire, come out of rows and are printed."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

Kind = Literal["invoice", "credit_note"]


class Seller(msgspec.Struct, frozen=True):
    """Who sells, as it stands at the head of a document."""

    name: str
    address: list[str]
    tax_id: str | None


class DocumentLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of an invoice; one of a credit note has no amounts, since money may go back without the goods' share."""

    sku: str | None
    name: str
    choice: str
    quantity: int
    unit_price: int | None = None
    discount: int | None = None
    total: int | None = None
    tax: str | None = None


class TaxPart(msgspec.Struct, frozen=True):
    """What falls under one tax: `gross` holds its `tax`. `rate` is in percent; without a name there is no tax."""

    name: str | None
    rate: float
    gross: int
    tax: int


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """All that is printed; amounts in the minor unit of `currency`, those of a credit note as what goes back."""

    kind: Kind
    number: str
    issued_on: date
    order_number: str
    ordered_on: date
    of_invoice: str | None
    reason: str | None
    seller: Seller
    buyer: list[str]
    currency: str
    lines: list[DocumentLine]
    prices_include_tax: bool
    subtotal: int
    discount_total: int
    shipping_total: int
    tax_total: int
    total: int
    paid: int
    taxes: list[TaxPart]


class KeptDocument(msgspec.Struct, frozen=True):
    """A document as it was issued."""

    id: UUID
    kind: Kind
    refund_id: UUID | None
    document: Document
    filed_at: datetime | None


class CreditedItem(msgspec.Struct, frozen=True):
    """So many of a line of the order that came back."""

    item_id: UUID
    quantity: int


class UncreditedRefund(msgspec.Struct, frozen=True):
    """Money that went back; where it `reverses` another refund it is negative."""

    id: UUID
    amount: int
    reason: str
    reverses: UUID | None
    items: list[CreditedItem]


class InvoiceRow(msgspec.Struct, frozen=True):
    """An invoice or a credit note in a list."""

    id: UUID
    kind: Kind
    order_id: UUID
    number: str
    currency: str
    total: int
    issued_at: datetime
    filed_at: datetime | None


class Invoice(msgspec.Struct, frozen=True):
    """An invoice, or a credit note with what it gives back as its `total`. `url` gives the PDF; it is null for the
    moment until the file is made."""

    id: UUID
    kind: Kind
    order_id: UUID
    number: str
    currency: str
    total: int
    issued_at: datetime
    url: str | None


class Invoices(msgspec.Struct, frozen=True):
    """What was issued of an order, oldest first."""

    items: list[Invoice]


class AskedInvoice(msgspec.Struct, frozen=True):
    """The worker issues it; `GET /orders/{id}/invoices` shows it a moment later."""

    status: Literal["queued"] = "queued"
