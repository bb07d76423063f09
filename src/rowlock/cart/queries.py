"""Questions about a cart. What it costs is always reckoned anew."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from rowlock import clock
from rowlock.cart import rules, sql
from rowlock.cart.types import (
    AbandonedCart,
    Cart,
    CartCoupon,
    CartItem,
    CartLine,
    CartOwner,
    CartProblem,
    Destination,
    PricedCart,
    Problem,
    Reminded,
    ValidatedCart,
)
from rowlock.db.connections import Reader
from rowlock.pricing import rules as pricing
from rowlock.pricing.types.totals import MethodRow, PromotionOutcome, ShippingMethod, Totals

NOWHERE = Destination()


class Customer(msgspec.Struct, frozen=True):
    """Who orders, as far as coupons ask: by account, and by the address that his orders have."""

    user_id: UUID | None = None
    email: str | None = None

    @property
    def key(self) -> str | None:
        """What a customer is known by, with an account or without."""
        return self.email.lower() if self.email is not None else None


async def get_cart(
    db: Reader,
    owner: CartOwner,
    customer: Customer,
    *,
    token: str | None,
    currency: str,
    place: Destination = NOWHERE,
) -> Cart:
    """The owner's cart, or an empty one. `token` is what the visitor presented and is shown only if it is good."""
    row = await sql.find_cart(db, user_id=owner.user_id, token_hash=owner.token_hash)
    cart = await read_cart(db, row.id if row is not None else None, customer, place)
    totals = _totals(cart, None)
    coupons = [_coupon(outcome) for outcome in totals.promotions if outcome.promotion.code is not None]
    return Cart(
        token=token if row is not None and owner.user_id is None else None,
        currency=currency,
        items=[_item(line) for line in cart.lines],
        coupon=coupons[0].code if coupons else None,
        coupons=coupons,
        subtotal=totals.subtotal,
        discount_total=totals.discount_total,
        tax_total=totals.tax_total,
        prices_include_tax=totals.prices_include_tax,
        total=totals.total,
        expires_at=row.expires_at if row is not None else None,
    )


async def validate_cart(
    db: Reader,
    owner: CartOwner,
    customer: Customer,
    *,
    currency: str,
    place: Destination = NOWHERE,
    shipping_method: str | None = None,
) -> ValidatedCart:
    """What would refuse the order now, and its total with the method asked for, or the first that serves the place."""
    row = await sql.find_cart(db, user_id=owner.user_id, token_hash=owner.token_hash)
    cart = await read_cart(db, row.id if row is not None else None, customer, place)
    problems = [] if cart.lines else [CartProblem(None, "cart_empty", "There is nothing in the cart")]
    problems.extend(_problem(line, found) for line in cart.lines if (found := rules.problem(line)) is not None)
    method = pricing.choose_method(cart.methods, cart.priced_lines, shipping_method) if cart.lines else None
    if cart.lines and method is None:
        problems.append(CartProblem(None, "no_shipping_method", "There is no way to send this there"))
    totals = _totals(cart, method)
    problems.extend(
        CartProblem(None, "coupon_invalid", f"The coupon {outcome.promotion.code} does not apply: {outcome.reason}")
        for outcome in refused_coupons(totals)
    )
    return ValidatedCart(
        is_valid=all(problem.code == "price_changed" for problem in problems),
        problems=problems,
        subtotal=totals.subtotal,
        discount_total=totals.discount_total,
        shipping_method=method.code if method is not None else None,
        shipping_total=totals.shipping_total,
        tax_total=totals.tax_total,
        prices_include_tax=totals.prices_include_tax,
        total=totals.total,
        currency=currency,
    )


async def explain_cart(
    db: Reader, owner: CartOwner, customer: Customer, place: Destination, shipping_method: str | None
) -> tuple[PricedCart, Totals]:
    """The cart and its totals with all that led to them."""
    row = await sql.find_cart(db, user_id=owner.user_id, token_hash=owner.token_hash)
    cart = await read_cart(db, row.id if row is not None else None, customer, place)
    method = pricing.choose_method(cart.methods, cart.priced_lines, shipping_method) if cart.lines else None
    return cart, _totals(cart, method)


async def list_shipping_methods(
    db: Reader, owner: CartOwner, place: Destination, *, currency: str
) -> list[ShippingMethod]:
    """The ways to a place with what each would cost for the cart; heavier carts than one takes leave it out."""
    row = await sql.find_cart(db, user_id=owner.user_id, token_hash=owner.token_hash)
    cart = await read_cart(db, row.id if row is not None else None, Customer(), place)
    shown = []
    for method in cart.methods:
        if pricing.choose_method([method], cart.priced_lines, None) is None:
            continue
        totals = _totals(cart, method)
        shown.append(
            ShippingMethod(
                id=method.id,
                code=method.code,
                name=method.name,
                amount=totals.shipping_total,
                currency=currency,
                estimate_days=method.estimate_days,
            )
        )
    return shown


async def read_cart(db: Reader, cart_id: UUID | None, customer: Customer, place: Destination) -> PricedCart:
    """The lines of a cart with the present price, stock and state of what they name, and all that prices them."""
    return await sql.read_priced_cart(
        db,
        cart_id=cart_id,
        user_id=customer.user_id,
        customer=customer.key,
        country=place.country,
        region=place.region,
    )


async def find_reminder(db: Reader, cart_id: UUID, updated_at: datetime) -> tuple[Reminded, PricedCart, Totals] | None:
    """Whom to remind of a cart as it was left, what of it can still be bought, and what that comes to. None where it is
    as it was no longer, or nothing can be bought, or he wants no such mail."""
    reminded = await sql.find_reminder(db, cart_id=cart_id, updated_at=updated_at)
    if reminded is None:
        return None
    cart = await read_cart(db, cart_id, Customer(reminded.user_id, reminded.email), NOWHERE)
    lines = [line for line in cart.lines if rules.problem(line) not in ("unavailable", "out_of_stock")]
    if not lines:
        return None
    cart = msgspec.structs.replace(cart, lines=lines)
    return reminded, cart, _totals(cart, None)


async def list_abandoned_carts(
    db: Reader, since: datetime, *, after: tuple[datetime, UUID] | None, offset: int, limit: int, count_to: int
) -> tuple[list[AbandonedCart], int]:
    """Customers' carts that nobody has changed since, the latest first, and how many there are, counted no further."""
    after_at, after_id = after if after is not None else (None, None)
    rows = await sql.list_abandoned_carts(
        db, since=since, after_at=after_at, after_id=after_id, skip=offset, most=limit
    )
    return rows, await sql.count_abandoned_carts(db, since=since, most=count_to)


def refused_coupons(totals: Totals) -> list[PromotionOutcome]:
    """The coupons that the customer entered and that take nothing off."""
    return [o for o in totals.promotions if o.promotion.code is not None and o.reason is not None]


def _totals(cart: PricedCart, method: MethodRow | None) -> Totals:
    return pricing.price_cart(cart.priced_lines, cart.surroundings, method=method, now=clock.now())


def _problem(line: CartLine, code: Problem) -> CartProblem:
    found = CartProblem(line.id, code, _DETAILS[code].format(line=line))
    if code == "price_changed":
        found.old_price, found.new_price = line.seen_price, line.unit_price
    return found


_DETAILS: Final[dict[Problem, str]] = {
    "unavailable": "{line.name} is no longer for sale",
    "out_of_stock": "{line.name} is sold out",
    "insufficient_stock": "{line.on_hand} of {line.name} are left",
    "price_changed": "{line.name} now has another price",
}


def _coupon(outcome: PromotionOutcome) -> CartCoupon:
    return CartCoupon(
        code=outcome.promotion.code or "",
        name=outcome.promotion.name,
        applies=outcome.reason is None,
        amount=outcome.amount,
        reason=outcome.reason,
        missing=outcome.missing,
    )


def _item(line: CartLine) -> CartItem:
    return CartItem(
        id=line.id,
        variant_id=line.variant_id,
        product_id=line.product_id,
        slug=line.slug,
        name=line.name,
        options=line.options,
        image_url=line.image_url,
        quantity=line.quantity,
        unit_price=line.unit_price,
        seen_price=line.seen_price,
        line_total=line.unit_price * line.quantity,
        available=line.on_hand if line.is_sellable else 0,
        problem=rules.problem(line),
    )
