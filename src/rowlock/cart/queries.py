"""Questions about a cart. What it costs is always reckoned anew."""

from uuid import UUID

from rowlock.cart import rules, sql
from rowlock.cart.types import Cart, CartItem, CartLine, CartOwner, CartProblem, ValidatedCart
from rowlock.db.connections import Reader
from rowlock.pricing import queries as pricing_queries
from rowlock.pricing import rules as pricing


async def get_cart(db: Reader, owner: CartOwner, *, token: str | None, currency: str) -> Cart:
    """The owner's cart, or an empty one. `token` is what the visitor presented and is shown only if it is good."""
    row = await sql.find_cart(db, user_id=owner.user_id, token_hash=owner.token_hash)
    lines = await sql.list_lines(db, cart_id=row.id) if row is not None else []
    totals = pricing.price_cart(pricing_lines(lines), shipping_amount=0)
    return Cart(
        token=token if row is not None and owner.user_id is None else None,
        currency=currency,
        items=[_item(line) for line in lines],
        coupon=None,
        subtotal=totals.subtotal,
        discount_total=totals.discount_total,
        total=totals.total,
        expires_at=row.expires_at if row is not None else None,
    )


async def validate_cart(db: Reader, owner: CartOwner, *, currency: str) -> ValidatedCart:
    """What would refuse the order now, and its total with the first shipping method."""
    row = await sql.find_cart(db, user_id=owner.user_id, token_hash=owner.token_hash)
    lines = await sql.list_lines(db, cart_id=row.id) if row is not None else []
    problems = [] if lines else [CartProblem(None, "cart_empty", "There is nothing in the cart")]
    problems.extend(
        CartProblem(line.id, found, _DETAILS[found].format(line=line))
        for line in lines
        if (found := rules.problem(line)) is not None
    )
    methods = await pricing_queries.list_shipping_methods(db, currency=currency)
    totals = pricing.price_cart(pricing_lines(lines), shipping_amount=methods[0].amount if methods and lines else 0)
    return ValidatedCart(
        is_valid=all(problem.code == "price_changed" for problem in problems),
        problems=problems,
        subtotal=totals.subtotal,
        discount_total=totals.discount_total,
        shipping_total=totals.shipping_total,
        tax_total=totals.tax_total,
        total=totals.total,
        currency=currency,
    )


async def list_lines(db: Reader, cart_id: UUID) -> list[CartLine]:
    """The lines of a cart with the present price, stock and state of what they name."""
    return await sql.list_lines(db, cart_id=cart_id)


def pricing_lines(lines: list[CartLine]) -> list[pricing.PricedLine]:
    """The lines as the pricing kernel takes them."""
    return [pricing.PricedLine(line.quantity, line.unit_price) for line in lines]


_DETAILS = {
    "unavailable": "{line.name} is no longer for sale",
    "out_of_stock": "{line.name} is sold out",
    "insufficient_stock": "{line.on_hand} of {line.name} are left",
    "price_changed": "{line.name} now has another price",
}


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
        line_total=line.unit_price * line.quantity,
        available=line.on_hand if line.is_sellable else 0,
        problem=rules.problem(line),
    )
