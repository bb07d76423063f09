"""The pricing kernel: what a cart costs, and why. Pure, in integers of the minor unit; nothing else adds up money.

In this order: prices with their product discounts, promotions, transport, tax. Each amount is rounded once, half up:
what a percentage takes off a line, and the tax of a line. A fixed amount is split over lines by largest remainder, so
that the parts sum to the whole. Lines are reckoned in the order of their variants, so no order of them costs more.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from rowlock.pricing import promotions
from rowlock.pricing.types.totals import (
    SHIPPING_CLASS,
    LineDiscount,
    LineTotal,
    MethodRow,
    PricedLine,
    ShippingOutcome,
    Surroundings,
    TaxRate,
    Totals,
)

_MILLION = 1_000_000


def price_cart(lines: Sequence[PricedLine], around: Surroundings, *, method: MethodRow | None, now: datetime) -> Totals:
    """Prices the lines and their transport; without a method nothing travels and nothing is charged for it."""
    ordered = sorted(lines, key=lambda line: line.variant_id)
    subtotal = sum(line.unit_price * line.quantity for line in lines)
    outcomes = promotions.choose(ordered, around.promotions, lambda goods: _transport(ordered, method, goods), now)
    taken = _taken(outcomes)
    rates = {rate.tax_class: rate for rate in around.rates}
    by_variant = {
        line.variant_id: _line(line, taken.get(line.variant_id, []), rates, around.prices_include_tax)
        for line in ordered
    }
    priced = [by_variant[line.variant_id] for line in lines]
    discount_total = sum(line.discount for line in priced)
    shipping = None
    if method is not None:
        shipping = _shipping(ordered, method, subtotal - discount_total, outcomes, rates, around.prices_include_tax)
    shipping_total, shipping_tax = (shipping.amount, shipping.tax) if shipping is not None else (0, 0)
    tax_total = sum(line.tax for line in priced) + shipping_tax
    return Totals(
        lines=priced,
        promotions=[choice.outcome for choice in outcomes],
        shipping=shipping,
        subtotal=subtotal,
        discount_total=discount_total,
        shipping_total=shipping_total,
        shipping_tax=shipping_tax,
        tax_total=tax_total,
        prices_include_tax=around.prices_include_tax,
        total=subtotal - discount_total + shipping_total + (0 if around.prices_include_tax else tax_total),
    )


def choose_method(methods: Iterable[MethodRow], lines: Sequence[PricedLine], code: str | None) -> MethodRow | None:
    """The method of this code, or the first that serves the cart; None where none does."""
    weight = _weight(lines)
    for method in methods:
        is_wanted = code is None or method.code == code
        if is_wanted and (method.max_weight_grams is None or weight <= method.max_weight_grams):
            return method
    return None


def shipping_amount(method: MethodRow, lines: Sequence[PricedLine], goods_total: int) -> int:
    """What a method costs for these lines, whose goods come to `goods_total` after discounts."""
    if method.free_over is not None and goods_total >= method.free_over:
        return 0
    if method.kind == "flat":
        return method.amount
    reached = _weight(lines) if method.kind == "by_weight" else goods_total
    amount = method.amount
    for tier in method.tiers:
        if reached >= tier.starts_at:
            amount = tier.amount
    return amount


def tax_of(amount: int, rate_ppm: int, *, is_included: bool) -> int:
    """The tax on an amount, or in it, rounded half up."""
    divisor = _MILLION + rate_ppm if is_included else _MILLION
    return rounded(amount * rate_ppm, divisor)


def rounded(numerator: int, divisor: int) -> int:
    """A quotient of two numbers that are not negative, half up."""
    return (2 * numerator + divisor) // (2 * divisor)


def refund_share(line_total: int, quantity: int, already: int, now: int) -> int:
    """What `now` more pieces of a line give back, after `already` were given back: all pieces give the whole line."""
    return line_total * (already + now) // quantity - line_total * already // quantity


def _line(line: PricedLine, discounts: list[LineDiscount], rates: dict[str, TaxRate], is_included: bool) -> LineTotal:
    discount = sum(part.amount for part in discounts)
    left = line.unit_price * line.quantity - discount
    rate = rates.get(line.tax_class)
    return LineTotal(
        variant_id=line.variant_id,
        discounts=discounts,
        discount=discount,
        line_total=left,
        tax_name=rate.name if rate is not None else None,
        tax_rate_ppm=rate.rate_ppm if rate is not None else 0,
        tax=tax_of(left, rate.rate_ppm, is_included=is_included) if rate is not None else 0,
    )


def _taken(choices: list[promotions.Choice]) -> dict[UUID, list[LineDiscount]]:
    taken: dict[UUID, list[LineDiscount]] = {}
    for choice in choices:
        promotion = choice.outcome.promotion
        for variant_id, amount in choice.by_variant.items():
            if amount:
                part = LineDiscount(promotion.id, promotion.code, promotion.name, amount)
                taken.setdefault(variant_id, []).append(part)
    return taken


def _transport(lines: Sequence[PricedLine], method: MethodRow | None, goods_total: int) -> int:
    return shipping_amount(method, lines, goods_total) if method is not None else 0


def _shipping(
    lines: Sequence[PricedLine],
    method: MethodRow,
    goods_total: int,
    choices: list[promotions.Choice],
    rates: dict[str, TaxRate],
    is_included: bool,
) -> ShippingOutcome:
    full = shipping_amount(method, lines, goods_total)
    is_given = any(
        choice.outcome.promotion.type == "free_shipping" and choice.outcome.reason is None for choice in choices
    )
    is_free_by_total = method.free_over is not None and goods_total >= method.free_over
    amount = 0 if is_given else full
    rate = rates.get(SHIPPING_CLASS)
    return ShippingOutcome(
        method=method,
        amount=amount,
        full_amount=full,
        is_free_by="total" if is_free_by_total else "promotion" if is_given else None,
        tax_name=rate.name if rate is not None else None,
        tax_rate_ppm=rate.rate_ppm if rate is not None else 0,
        tax=tax_of(amount, rate.rate_ppm, is_included=is_included) if rate is not None else 0,
    )


def _weight(lines: Sequence[PricedLine]) -> int:
    return sum(line.weight_grams * line.quantity for line in lines)
