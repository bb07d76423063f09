"""How a cart's total came about, for a person to read and a storefront to show."""

from uuid import UUID

import msgspec

from rowlock.cart.rules import COUPON_REASONS
from rowlock.cart.types import PricedCart
from rowlock.pricing.types.totals import LineTotal, PromotionOutcome, PromotionType, Reason, ShippingOutcome, Totals


class ExplainedTax(msgspec.Struct):
    """A tax: `rate` in percent, `amount` rounded once, half up. Where prices include it, it lies in what it is on."""

    name: str
    rate: float
    amount: int


class ExplainedDiscount(msgspec.Struct):
    """What a promotion takes off a line."""

    code: str | None
    name: str
    amount: int


class ExplainedLine(msgspec.Struct):
    """A line from its price to what is left of it: `base_price` less `product_discount` is `unit_price`, times
    `quantity` is `subtotal`, less `discounts` is `line_total`.
    """

    variant_id: UUID
    sku: str
    name: str
    quantity: int
    base_price: int
    product_discount: int
    unit_price: int
    subtotal: int
    discounts: list[ExplainedDiscount]
    line_total: int
    tax: ExplainedTax | None


class ExplainedPromotion(msgspec.Struct):
    """A coupon or a promotion without a code: what it takes off, or why it does not."""

    code: str | None
    name: str
    type: PromotionType
    applies: bool
    amount: int
    reason: Reason | None
    detail: str | None
    missing: int | None


class ExplainedShipping(msgspec.Struct):
    """The transport: what it costs, and what it would cost if it were not `free_by` the total or a promotion."""

    code: str
    name: str
    rule: str
    amount: int
    full_amount: int
    free_by: str | None
    tax: ExplainedTax | None


class ExplainedCart(msgspec.Struct):
    """Every cent of a cart's total, in the minor unit of `currency`."""

    currency: str
    lines: list[ExplainedLine]
    promotions: list[ExplainedPromotion]
    shipping: ExplainedShipping | None
    subtotal: int
    discount_total: int
    shipping_total: int
    tax_total: int
    prices_include_tax: bool
    total: int
    rounding: str = "half_up"


def explain(cart: PricedCart, totals: Totals, currency: str) -> ExplainedCart:
    """The totals with the names of what they are of."""
    return ExplainedCart(
        currency=currency,
        lines=[
            ExplainedLine(
                variant_id=line.variant_id,
                sku=line.sku,
                name=line.name,
                quantity=line.quantity,
                base_price=line.base_price,
                product_discount=line.base_price - line.unit_price,
                unit_price=line.unit_price,
                subtotal=line.unit_price * line.quantity,
                discounts=[ExplainedDiscount(part.code, part.name, part.amount) for part in priced.discounts],
                line_total=priced.line_total,
                tax=_tax(priced),
            )
            for line, priced in zip(cart.lines, totals.lines, strict=True)
        ],
        promotions=[_promotion(outcome) for outcome in totals.promotions],
        shipping=_shipping(totals.shipping) if totals.shipping is not None else None,
        subtotal=totals.subtotal,
        discount_total=totals.discount_total,
        shipping_total=totals.shipping_total,
        tax_total=totals.tax_total,
        prices_include_tax=totals.prices_include_tax,
        total=totals.total,
    )


def _tax(taxed: LineTotal | ShippingOutcome) -> ExplainedTax | None:
    if taxed.tax_name is None:
        return None
    return ExplainedTax(taxed.tax_name, taxed.tax_rate_ppm / 10_000, taxed.tax)


def _promotion(outcome: PromotionOutcome) -> ExplainedPromotion:
    return ExplainedPromotion(
        code=outcome.promotion.code,
        name=outcome.promotion.name,
        type=outcome.promotion.type,
        applies=outcome.reason is None,
        amount=outcome.amount,
        reason=outcome.reason,
        detail=COUPON_REASONS[outcome.reason] if outcome.reason is not None else None,
        missing=outcome.missing,
    )


def _shipping(shipping: ShippingOutcome) -> ExplainedShipping:
    return ExplainedShipping(
        code=shipping.method.code,
        name=shipping.method.name,
        rule=shipping.method.kind,
        amount=shipping.amount,
        full_amount=shipping.full_amount,
        free_by=shipping.is_free_by,
        tax=_tax(shipping),
    )
