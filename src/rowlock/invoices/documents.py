"""A document as a PDF: typeset from `document.typ`, tagged for screen readers, the same bytes each time.

The fonts that come with the typesetter have Latin, Greek and Cyrillic letters; others are taken from the machine where
it has them.
"""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Final

import msgspec
import typst

from rowlock import money
from rowlock.invoices.types import Document, DocumentLine, Seller

_TEMPLATE: Final = Path(__file__).parent / "document.typ"
_TITLES: Final = {"invoice": "Invoice", "credit_note": "Credit note"}
# One compiler is kept, since it reads the fonts of the machine when it is made; it serves one thread at a time.
_LOCK: Final = Lock()


class _PrintedLine(msgspec.Struct, frozen=True):
    name: str
    note: str
    cells: list[str]


class _Printed(msgspec.Struct, frozen=True, kw_only=True):
    """What the template prints: every value as its text. A total is its name, its amount and whether it is the sum."""

    title: str
    number: str
    seller: Seller
    buyer: list[str]
    facts: list[tuple[str, str]]
    columns: list[str]
    lines: list[_PrintedLine]
    totals: list[tuple[str, str, bool]]
    taxes: list[tuple[str, str, str, str]]


def render(document: Document) -> bytes:
    """The PDF. Takes some milliseconds of a processor: call it in a thread."""
    printed = msgspec.json.encode(_printed(document)).decode()
    issued = datetime(document.issued_on.year, document.issued_on.month, document.issued_on.day, tzinfo=UTC)
    with _LOCK:
        made = _compiler().compile(
            input=_TEMPLATE.read_bytes(), sys_inputs={"document": printed}, format="pdf", timestamp=issued
        )
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler()


def _printed(document: Document) -> _Printed:
    is_invoice = document.kind == "invoice"
    facts = [("Number", document.number), ("Date", _day(document.issued_on))]
    if document.of_invoice is not None:
        facts.append(("For invoice", document.of_invoice))
    facts += [("Order", document.order_number), ("Ordered on", _day(document.ordered_on))]
    if document.reason is not None:
        facts.append(("Reason", document.reason))
    return _Printed(
        title=f"{_TITLES[document.kind]} {document.number}",
        number=document.number,
        seller=document.seller,
        buyer=document.buyer,
        facts=facts,
        columns=["Item", "Quantity", "Price", "Discount", "Tax", "Amount"] if is_invoice else ["Item", "Quantity"],
        lines=[_line(line, document.currency) for line in document.lines],
        totals=_invoice_totals(document) if is_invoice else _credit_totals(document),
        taxes=[
            (
                f"{part.name} {part.rate:g} %" if part.name is not None else "No tax",
                _money(part.gross - part.tax, document.currency),
                _money(part.tax, document.currency),
                _money(part.gross, document.currency),
            )
            for part in document.taxes
            if document.tax_total
        ],
    )


def _line(line: DocumentLine, currency: str) -> _PrintedLine:
    note = " · ".join(part for part in (line.choice, line.sku) if part)
    cells = [str(line.quantity)]
    if line.unit_price is not None and line.total is not None:
        discount = _money(-line.discount, currency) if line.discount else "–"
        cells += [_money(line.unit_price, currency), discount, line.tax or "–", _money(line.total, currency)]
    return _PrintedLine(line.name, note, cells)


def _invoice_totals(document: Document) -> list[tuple[str, str, bool]]:
    currency = document.currency
    totals = [("Subtotal", _money(document.subtotal, currency), False)]
    if document.discount_total:
        totals.append(("Discount", _money(-document.discount_total, currency), False))
    if document.shipping_total:
        totals.append(("Shipping", _money(document.shipping_total, currency), False))
    if document.tax_total:
        name = "Tax included" if document.prices_include_tax else "Tax"
        totals.append((name, _money(document.tax_total, currency), False))
    totals.append(("Total", _money(document.total, currency), True))
    if document.paid:
        totals.append(("Paid", _money(document.paid, currency), False))
    if document.paid < document.total:
        totals.append(("To pay", _money(document.total - document.paid, currency), True))
    return totals


def _credit_totals(document: Document) -> list[tuple[str, str, bool]]:
    totals = [("Credit", _money(document.total, document.currency), True)]
    if document.tax_total:
        totals.append(("Tax in it", _money(document.tax_total, document.currency), False))
    return totals


def _money(amount: int, currency: str) -> str:
    return f"{money.to_text(amount, currency)} {currency}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
