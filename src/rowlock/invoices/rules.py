"""When an order is invoiced, and what its documents come to. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from babel import Locale

from rowlock import money
from rowlock.accounts.types import Address
from rowlock.cart.explanations import ExplainedCart, ExplainedTax
from rowlock.invoices.types import CreditedItem, Document, DocumentLine, Kind, Seller, TaxPart
from rowlock.orders.types import OrderRow

# In the language of the document.
_COUNTRIES: Final = Locale("en").territories
_PREFIXES: Final[dict[Kind, str]] = {"invoice": "INV", "credit_note": "CN"}


def number(kind: Kind, serial: int) -> str:
    """`INV-000042`: the kind and its place in the series."""
    return f"{_PREFIXES[kind]}-{serial:06}"


def is_due(order: OrderRow, *, is_asked: bool) -> bool:
    """An order is invoiced when it is paid or has left, whichever is first, or when an admin asks. One that was
    cancelled before is not: nothing was delivered, and what was paid for it goes back."""
    if order.status == "cancelled":
        return False
    is_paid = order.paid_total == order.total > 0
    return is_asked or is_paid or order.status in ("shipped", "delivered", "refunded")


def invoice(
    order: OrderRow, explained: ExplainedCart, *, seller: Seller, number: str, days: tuple[date, date]
) -> Document:
    """The invoice of an order; `days` are those of the invoice and of the order, in the store's time zone."""
    taxes = {line.variant_id: line.tax for line in explained.lines}
    shipping = explained.shipping
    lines = [
        DocumentLine(
            sku=item.sku,
            name=item.name,
            choice=_choice(item.options),
            quantity=item.quantity,
            unit_price=item.unit_price,
            discount=item.discount,
            total=item.line_total,
            tax=_tax_text(taxes.get(item.variant_id)),
        )
        for item in order.items
    ]
    if order.shipping_total and shipping is not None:
        lines.append(
            DocumentLine(
                sku=None,
                name=shipping.name,
                choice="",
                quantity=1,
                unit_price=order.shipping_total,
                discount=0,
                total=order.shipping_total,
                tax=_tax_text(shipping.tax),
            )
        )
    return Document(
        kind="invoice",
        number=number,
        issued_on=days[0],
        order_number=order.number,
        ordered_on=days[1],
        of_invoice=None,
        reason=None,
        seller=seller,
        buyer=address_lines(order.billing_address),
        currency=order.currency,
        lines=lines,
        prices_include_tax=order.prices_include_tax,
        subtotal=order.subtotal,
        discount_total=order.discount_total,
        shipping_total=order.shipping_total,
        tax_total=order.tax_total,
        total=order.total,
        paid=order.paid_total,
        taxes=tax_parts(order, explained),
    )


def credit_note(
    invoiced: Document,
    *,
    number: str,
    issued_on: date,
    amount: int,
    taxes: list[TaxPart],
    reason: str,
    lines: list[DocumentLine],
) -> Document:
    """What tells that so much of an invoice is not owed, with the taxes in it."""
    return Document(
        kind="credit_note",
        number=number,
        issued_on=issued_on,
        order_number=invoiced.order_number,
        ordered_on=invoiced.ordered_on,
        of_invoice=invoiced.number,
        reason=reason,
        seller=invoiced.seller,
        buyer=invoiced.buyer,
        currency=invoiced.currency,
        lines=lines,
        prices_include_tax=invoiced.prices_include_tax,
        subtotal=amount,
        discount_total=0,
        shipping_total=0,
        tax_total=sum(part.tax for part in taxes),
        total=amount,
        paid=0,
        taxes=taxes,
    )


def returned_lines(order: OrderRow, items: list[CreditedItem]) -> list[DocumentLine]:
    """What came back, as a credit note names it."""
    lines = {item.id: item for item in order.items}
    return [
        DocumentLine(
            sku=lines[item.item_id].sku,
            name=lines[item.item_id].name,
            choice=_choice(lines[item.item_id].options),
            quantity=item.quantity,
        )
        for item in items
    ]


def tax_parts(order: OrderRow, explained: ExplainedCart) -> list[TaxPart]:
    """What falls under each tax, with the tax in it; the parts add up to the order's total."""
    gross: dict[tuple[str | None, float], int] = defaultdict(int)
    taxes: dict[tuple[str | None, float], int] = defaultdict(int)
    for amount, tax in _charges(order, explained):
        key = (tax.name, tax.rate) if tax is not None else (None, 0.0)
        taxes[key] += tax.amount if tax is not None else 0
        gross[key] += amount
    return [TaxPart(name, rate, gross[name, rate], taxes[name, rate]) for name, rate in gross]


def left_after(invoiced: list[TaxPart], credited: Iterable[list[TaxPart]]) -> list[TaxPart]:
    """What of an invoice no credit note has told of yet, part by part."""
    left = {(part.name, part.rate): part for part in invoiced}
    for parts in credited:
        for part in parts:
            key = (part.name, part.rate)
            left[key] = TaxPart(part.name, part.rate, left[key].gross - part.gross, left[key].tax - part.tax)
    return list(left.values())


def weights(order: OrderRow, explained: ExplainedCart, items: list[CreditedItem], left: list[TaxPart]) -> list[int]:
    """How an amount is spread over the taxes: as the pieces were that came back, or else as what is left."""
    pieces = {item.item_id: item.quantity for item in items}
    taxes = {line.variant_id: line.tax for line in explained.lines}
    found: dict[tuple[str | None, float], int] = defaultdict(int)
    for item in order.items:
        tax = taxes.get(item.variant_id)
        key = (tax.name, tax.rate) if tax is not None else (None, 0.0)
        charged = item.line_total if order.prices_include_tax or tax is None else item.line_total + tax.amount
        found[key] += charged * pieces.get(item.id, 0) // item.quantity
    by_pieces = [found[part.name, part.rate] for part in left]
    return by_pieces if any(by_pieces) else [part.gross for part in left]


def split(amount: int, weights: list[int], left: list[TaxPart]) -> list[TaxPart]:
    """An amount over the taxes of an invoice, no part beyond what is left of it. The last piece of a part takes the
    last cent of its tax, so that credit notes of a whole invoice come to its taxes exactly."""
    parts = [min(part, rest.gross) for part, rest in zip(money.shares(amount, weights), left, strict=True)]
    missing = amount - sum(parts)
    for i, rest in enumerate(left):
        more = min(missing, rest.gross - parts[i])
        parts[i] += more
        missing -= more
    return [
        TaxPart(rest.name, rest.rate, part, (2 * rest.tax * part + rest.gross) // (2 * rest.gross))
        for part, rest in zip(parts, left, strict=True)
        if part
    ]


def negated(parts: list[TaxPart]) -> list[TaxPart]:
    """The parts of a credit note whose money came back."""
    return [TaxPart(part.name, part.rate, -part.gross, -part.tax) for part in parts]


def address_lines(address: Address) -> list[str]:
    """An address as it stands on a letter."""
    place = f"{address.postal_code} {address.city}"
    country = _COUNTRIES.get(address.country, address.country)
    lines = [address.full_name, address.line1, address.line2, place, address.region, country]
    return [line for line in lines if line]


def file_key(invoice_id: UUID) -> str:
    """Where the storage keeps its PDF."""
    return f"private/invoices/{invoice_id}.pdf"


def _charges(order: OrderRow, explained: ExplainedCart) -> Iterable[tuple[int, ExplainedTax | None]]:
    """Each line and the transport: what is paid for it with its tax, and the tax."""
    taxes = {line.variant_id: line.tax for line in explained.lines}
    charges = [(item.line_total, taxes.get(item.variant_id)) for item in order.items]
    if order.shipping_total:
        charges.append((order.shipping_total, explained.shipping.tax if explained.shipping is not None else None))
    for amount, tax in charges:
        yield amount if order.prices_include_tax or tax is None else amount + tax.amount, tax


def _tax_text(tax: ExplainedTax | None) -> str | None:
    return None if tax is None else f"{tax.rate:g} %"


def _choice(options: dict[str, str]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in options.items())
