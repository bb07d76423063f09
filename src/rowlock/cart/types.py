"""A cart as it crosses the wire and comes out of rows."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from rowlock.pricing.types.totals import MethodRow, PricedLine, Promotion, Reason, Surroundings, TaxRate

LARGEST_QUANTITY = 10_000
MOST_LINES = 100
MOST_COUPONS = 5
MOST_AT_ONCE = 50

Quantity = Annotated[int, Meta(ge=1, le=LARGEST_QUANTITY)]
CartToken = Annotated[str, Meta(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$(?!\n)")]
Problem = Literal["out_of_stock", "insufficient_stock", "price_changed", "unavailable"]


class CartOwner(msgspec.Struct, frozen=True):
    """Whose cart it is: a user's, or a visitor's who holds the token with this SHA-256."""

    user_id: UUID | None = None
    token_hash: bytes | None = None


class AddLine(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """So many more of a variant."""

    variant_id: UUID
    quantity: Quantity = 1


class AddLines(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Several variants at once; each succeeds or fails by itself."""

    items: Annotated[list[AddLine], Meta(min_length=1, max_length=MOST_AT_ONCE)]


class SetQuantity(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The new quantity of a line; 0 removes it."""

    quantity: Annotated[int, Meta(ge=0, le=LARGEST_QUANTITY)]


class SyncCart(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a visitor had before logging in: lines kept by the storefront, an anonymous cart, or both."""

    items: Annotated[list[AddLine], Meta(max_length=MOST_LINES)] = []
    cart_token: CartToken | None = None


class AdjustedLine(msgspec.Struct):
    """A line that could not be taken over as it was."""

    variant_id: UUID
    reason: Literal["insufficient_stock", "out_of_stock", "quantity_limit", "unavailable", "cart_full"]
    quantity: int


class AddCoupon(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The code as it was given out; capitals do not matter."""

    code: Annotated[str, Meta(min_length=1, max_length=50, examples=["SPRING-10"])]


class AddedLine(msgspec.Struct):
    """What became of one of several lines."""

    variant_id: UUID
    added: bool
    code: str | None = None
    detail: str | None = None


class CartItem(msgspec.Struct):
    """One line of a cart. `available` is how many could be bought now; null where the shop hides it. `seen_price` is
    what one cost when the line was put in: where it is another than `unit_price`, the problem is `price_changed`.
    """

    id: UUID
    variant_id: UUID
    product_id: UUID
    slug: str
    name: str
    options: dict[str, str]
    image_url: str | None
    quantity: int
    unit_price: int
    seen_price: int
    line_total: int
    available: int | None
    problem: Problem | None


class CartCoupon(msgspec.Struct):
    """A coupon in the cart: what it takes off now, or why it does not. `missing` is how much of its minimum is."""

    code: str
    name: str
    applies: bool
    amount: int
    reason: Reason | None
    missing: int | None = None


class Cart(msgspec.Struct):
    """A cart with what it would cost now, in the minor unit of `currency`, without transport. `tax_total` is what taxes
    would be at the place that was named; it is in `total` unless prices include it. `coupon` is the first code.
    """

    token: str | None
    currency: str
    items: list[CartItem]
    coupon: str | None
    coupons: list[CartCoupon]
    subtotal: int
    discount_total: int
    tax_total: int
    prices_include_tax: bool
    total: int
    expires_at: datetime | None


class SyncedCart(Cart):
    """A merged cart, and every line that came out smaller than it was asked for."""

    adjustments: list[AdjustedLine] = []


class CartProblem(msgspec.Struct):
    """Why an order of this cart would be refused. One of the whole cart names no line; a changed price says which it
    was and which it is, and refuses nothing.
    """

    item_id: UUID | None
    code: str
    detail: str
    old_price: int | None = None
    new_price: int | None = None


class ValidatedCart(msgspec.Struct):
    """Whether the cart could be ordered as it is, and for how much."""

    is_valid: bool
    problems: list[CartProblem]
    subtotal: int
    discount_total: int
    shipping_method: str | None
    shipping_total: int
    tax_total: int
    prices_include_tax: bool
    total: int
    currency: str


class CartLine(msgspec.Struct, frozen=True):
    """A line with all that decides whether and for how much it can be bought. `unit_price` is the price now."""

    id: UUID
    variant_id: UUID
    product_id: UUID
    sku: str
    slug: str
    name: str
    options: dict[str, str]
    image_url: str | None
    quantity: int
    seen_price: int
    base_price: int
    unit_price: int
    on_hand: int
    max_per_order: int | None
    is_sellable: bool
    weight_grams: int
    tax_class: str


class PricedCart(msgspec.Struct, frozen=True):
    """A cart with all that prices it at a place, for a customer."""

    lines: list[CartLine]
    promotions: list[Promotion]
    methods: list[MethodRow]
    rates: list[TaxRate]
    prices_include_tax: bool

    @property
    def priced_lines(self) -> list[PricedLine]:
        """The lines as the pricing kernel takes them."""
        return [
            PricedLine(
                variant_id=line.variant_id,
                quantity=line.quantity,
                unit_price=line.unit_price,
                base_price=line.base_price,
                weight_grams=line.weight_grams,
                tax_class=line.tax_class,
            )
            for line in self.lines
        ]

    @property
    def surroundings(self) -> Surroundings:
        return Surroundings(self.promotions, self.methods, self.rates, self.prices_include_tax)


class Destination(msgspec.Struct, frozen=True):
    """Where an order would go, as far as it is known: taxes and transport depend on it."""

    country: str | None = None
    region: str | None = None


class CouponInCart(msgspec.Struct, frozen=True):
    id: UUID
    code: str
    combinable: bool


class LineInCart(msgspec.Struct, frozen=True):
    variant_id: UUID
    quantity: int
    seen_price: int


class FilledLine(msgspec.Struct, frozen=True):
    """What a line comes to, and the price that its customer was shown."""

    quantity: int
    seen_price: int


class CartRow(msgspec.Struct, frozen=True):
    id: UUID
    expires_at: datetime | None


class SellableVariant(msgspec.Struct, frozen=True):
    """What decides whether a quantity may go into the cart; `in_cart` is already there, at the price `seen_price`."""

    variant_id: UUID
    unit_price: int
    on_hand: int
    max_per_order: int | None
    is_sellable: bool
    in_cart: int
    seen_price: int | None
    lines_in_cart: int


class AbandonedLine(msgspec.Struct):
    """A line at its present price; `is_available` says whether any could be bought."""

    variant_id: UUID
    sku: str
    name: str
    quantity: int
    unit_price: int
    is_available: bool


class AbandonedCart(msgspec.Struct):
    """A customer's cart that he left: `value` is its lines at present prices, before promotions, transport and taxes.
    `reminded` says whether he was written to about it as it is.
    """

    id: UUID
    user_id: UUID
    email: str
    full_name: str
    updated_at: datetime
    reminded: bool
    value: int
    lines: list[AbandonedLine]


class DueReminder(msgspec.Struct, frozen=True):
    """A cart and the state that its owner is reminded of, by the time of its last change."""

    cart_id: UUID
    updated_at: datetime


class Reminded(msgspec.Struct, frozen=True):
    user_id: UUID
    email: str
