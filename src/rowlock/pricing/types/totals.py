"""What prices a cart: rules as they come out of rows, and the totals with their trace."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

PromotionType = Literal["percentage", "fixed", "free_shipping", "buy_x_get_y"]
MethodKind = Literal["flat", "by_weight", "by_total"]
Reason = Literal[
    "not_active",
    "not_started",
    "ended",
    "used_up",
    "customer_limit",
    "first_order_only",
    "no_matching_items",
    "minimum_total",
    "not_combinable",
    "nothing_to_take_off",
    "would_cost_more",
]

SHIPPING_CLASS = "shipping"


class PricedLine(msgspec.Struct, frozen=True):
    """A quantity at the price a customer pays for one now, product discounts applied; `base_price` is without them."""

    variant_id: UUID
    quantity: int
    unit_price: int
    base_price: int
    weight_grams: int = 0
    tax_class: str = "standard"


class Promotion(msgspec.Struct, frozen=True):
    """A coupon, or a promotion without a code, with what decides whether it applies.

    `value` is hundredths of a percent, or an amount. `eligible` are the variants of the cart that it is for; None is
    all. `customer_uses` are the live redemptions by this customer.
    """

    id: UUID
    code: str | None
    name: str
    type: PromotionType
    value: int
    buy_quantity: int | None = None
    get_quantity: int | None = None
    min_total: int = 0
    eligible: list[UUID] | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    usage_limit: int | None = None
    used: int = 0
    per_customer_limit: int | None = None
    customer_uses: int = 0
    first_order_only: bool = False
    has_ordered: bool = False
    combinable: bool = False
    is_active: bool = True


class Tier(msgspec.Struct, frozen=True):
    """From so many grams, or so large a total, on, transport costs this."""

    starts_at: int = msgspec.field(name="from")
    amount: int = 0


class MethodRow(msgspec.Struct, frozen=True):
    """A way to travel that serves the place asked for."""

    id: UUID
    code: str
    name: str
    kind: MethodKind
    amount: int
    tiers: list[Tier]
    free_over: int | None
    max_weight_grams: int | None
    estimate_days: int | None


class TaxRate(msgspec.Struct, frozen=True):
    """The rate of a class at the place asked for, in parts of a million."""

    tax_class: str
    name: str
    rate_ppm: int


class Surroundings(msgspec.Struct, frozen=True):
    """All that prices a cart beside its lines, as one question finds it. `methods` is empty where no place is known to
    which the cart could not travel anyway."""

    promotions: list[Promotion]
    methods: list[MethodRow]
    rates: list[TaxRate]
    prices_include_tax: bool


class LineDiscount(msgspec.Struct, frozen=True):
    """What a promotion takes off a line."""

    promotion_id: UUID
    code: str | None
    name: str
    amount: int


class LineTotal(msgspec.Struct, frozen=True):
    """What a line comes to. `discount` is what promotions take off it; `line_total` is left, and `tax` lies on that, or
    in it where prices include tax."""

    variant_id: UUID
    discounts: list[LineDiscount]
    discount: int
    line_total: int
    tax_name: str | None
    tax_rate_ppm: int
    tax: int


class PromotionOutcome(msgspec.Struct, frozen=True):
    """Whether a promotion applied and how much it took off; else why not, and by how much it missed its minimum."""

    promotion: Promotion
    amount: int
    reason: Reason | None = None
    missing: int | None = None


class ShippingOutcome(msgspec.Struct, frozen=True):
    """What the transport costs. `full_amount` is before it became free."""

    method: MethodRow
    amount: int
    full_amount: int
    is_free_by: Literal["total", "promotion"] | None
    tax_name: str | None
    tax_rate_ppm: int
    tax: int


class Totals(msgspec.Struct, frozen=True):
    """What an order costs. The parts sum to `total` exactly; lines are in the order they were given in."""

    lines: list[LineTotal]
    promotions: list[PromotionOutcome]
    shipping: ShippingOutcome | None
    subtotal: int
    discount_total: int
    shipping_total: int
    shipping_tax: int
    tax_total: int
    prices_include_tax: bool
    total: int

    @property
    def applied(self) -> list[PromotionOutcome]:
        """The promotions that took something off, those without a code too."""
        return [outcome for outcome in self.promotions if outcome.reason is None]

    @property
    def is_plain(self) -> bool:
        """Whether prices alone explain the total: no promotion was in play, and nothing is taxed."""
        return not self.promotions and self.tax_total == 0 and self.shipping_total == 0


class ShippingMethod(msgspec.Struct):
    """A way for an order to travel. `amount` in the minor unit of `currency`."""

    id: UUID
    code: str
    name: str
    amount: int
    currency: str
    estimate_days: int | None
