"""The pricing kernel: what a cart costs. Pure, in integers of the minor unit, and the only place that adds up money."""

import msgspec


class PricedLine(msgspec.Struct, frozen=True):
    """A quantity at the price a customer pays for one now, product discounts applied."""

    quantity: int
    unit_price: int


class LineTotal(msgspec.Struct, frozen=True):
    """What a line comes to. `discount` is its share of what is taken off the whole order."""

    discount: int
    tax: int
    line_total: int


class Totals(msgspec.Struct, frozen=True):
    """What an order costs. The parts sum to `total` exactly."""

    lines: list[LineTotal]
    subtotal: int
    discount_total: int
    shipping_total: int
    tax_total: int
    prices_include_tax: bool
    total: int


def price_cart(lines: list[PricedLine], *, shipping_amount: int) -> Totals:
    """Prices the lines and their transport."""
    priced = [LineTotal(discount=0, tax=0, line_total=line.unit_price * line.quantity) for line in lines]
    subtotal = sum(line.unit_price * line.quantity for line in lines)
    discount_total = sum(line.discount for line in priced)
    tax_total = sum(line.tax for line in priced)
    return Totals(
        lines=priced,
        subtotal=subtotal,
        discount_total=discount_total,
        shipping_total=shipping_amount,
        tax_total=tax_total,
        prices_include_tax=False,
        total=subtotal - discount_total + shipping_amount + tax_total,
    )


def refund_share(line_total: int, quantity: int, already: int, now: int) -> int:
    """What `now` more pieces of a line give back, after `already` were given back: all pieces give the whole line."""
    return line_total * (already + now) // quantity - line_total * already // quantity
