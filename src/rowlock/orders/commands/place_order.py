"""Makes an order of a cart. Lock order: idempotency key, cart, order, coupons by id, stock rows by variant id."""

import secrets
from datetime import timedelta
from typing import Final
from uuid import UUID

import msgspec

from rowlock import clock
from rowlock.accounts import queries as accounts
from rowlock.accounts.types import Address
from rowlock.cart import explanations
from rowlock.cart import queries as cart_queries
from rowlock.cart import rules as cart_rules
from rowlock.cart.errors import CartEmpty, CouponInvalid
from rowlock.cart.explanations import ExplainedCart
from rowlock.cart.rules import COUPON_REASONS
from rowlock.cart.types import CartLine, CartOwner, Destination, PricedCart
from rowlock.db.connections import Writer
from rowlock.db.database import RepeatTransaction
from rowlock.errors import InvalidValue, NotFound
from rowlock.inventory.commands import levels as inventory
from rowlock.inventory.types import TakenStock
from rowlock.orders import rules, sql
from rowlock.orders.errors import OutOfStock, TotalChanged
from rowlock.orders.types import CreateOrder, Order, OrderItem, OrderPayment, PlacedOrder, ShortLine
from rowlock.payments import commands as payments
from rowlock.pricing import rules as pricing
from rowlock.pricing.types.totals import Totals

# Without letters and digits that look alike; 31^8 numbers, so that nobody guesses the next one.
_NUMBER_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_NUMBER_LENGTH: Final = 8


class PlaceOrder(msgspec.Struct, frozen=True):
    """The cart of a user, or of a guest who gives an address, to be ordered as it is."""

    owner: CartOwner
    email: str
    currency: str
    request: CreateOrder


async def place_order(db: Writer, command: PlaceOrder, *, pay_within: timedelta) -> Order:
    """Makes an order of a cart: all of its lines or none. The cart is used up, its coupons redeemed, its stock taken,
    the mail staged. An order that a provider is to be paid for is `pending`; its payment is asked for after the commit
    and waited for as long as `pay_within`.

    Refuses with CartEmpty, OutOfStock (naming the lines), CouponInvalid and TotalChanged. Stock rows are locked last.
    """
    request = command.request
    address = await _shipping_address(db, command)
    cart_id = await sql.lock_checkout_cart(db, user_id=command.owner.user_id, token_hash=command.owner.token_hash)
    if cart_id is None:
        raise CartEmpty
    customer = cart_queries.Customer(command.owner.user_id, command.email)
    cart = await cart_queries.read_cart(db, cart_id, customer, Destination(address.country, address.region))
    if not cart.lines:
        raise CartEmpty
    _refuse_short_lines(cart.lines)
    method = pricing.choose_method(cart.methods, cart.priced_lines, request.shipping_method)
    if method is None:
        raise InvalidValue.at("shipping_method", "there is no such shipping method to this address")
    totals = pricing.price_cart(cart.priced_lines, cart.surroundings, method=method, now=clock.now())
    _refuse_changes(command, totals)
    lines = cart.lines
    number = "R" + "".join(secrets.choice(_NUMBER_ALPHABET) for _ in range(_NUMBER_LENGTH))
    beginning = rules.beginning(request.payment_method, totals.total)
    placed = await sql.place_order(
        db,
        number=number,
        user_id=command.owner.user_id,
        cart_id=cart_id,
        email=command.email,
        first_status=beginning.status,
        payment_status=beginning.payment_status,
        payment_provider=request.payment_method,
        currency=command.currency,
        subtotal=totals.subtotal,
        discount_total=totals.discount_total,
        shipping_total=totals.shipping_total,
        shipping_tax=totals.shipping_tax,
        tax_total=totals.tax_total,
        prices_include_tax=totals.prices_include_tax,
        total=totals.total,
        coupon=_first_code(totals),
        pricing_trace=_trace(cart, totals, command.currency),
        shipping_method=method.code,
        shipping_address=address,
        billing_address=request.billing_address or address,
        note=request.note,
        variant_ids=[line.variant_id for line in lines],
        product_ids=[line.product_id for line in lines],
        skus=[line.sku for line in lines],
        names=[line.name for line in lines],
        options=[msgspec.json.encode(line.options).decode() for line in lines],
        quantities=[line.quantity for line in lines],
        unit_prices=[line.unit_price for line in lines],
        discounts=[line.discount for line in totals.lines],
        taxes=[line.tax for line in totals.lines],
        tax_names=[line.tax_name for line in totals.lines],
        tax_rates_ppm=[line.tax_rate_ppm for line in totals.lines],
        line_totals=[line.line_total for line in totals.lines],
        customer=customer.key or "",
        coupon_ids=[outcome.promotion.id for outcome in totals.applied],
        coupon_amounts=[outcome.amount for outcome in totals.applied],
    )
    if placed is None:
        raise RepeatTransaction
    if placed.redeemed != len(totals.applied):
        # Somebody else redeemed the last of them since they were read: what is left decides anew.
        raise RepeatTransaction
    if beginning.status == "pending":
        await _ask_for_payment(db, command, placed.id, totals.total, pay_within)
    taken = await inventory.take_stock(
        db,
        variant_ids=[line.variant_id for line in lines],
        quantities=[line.quantity for line in lines],
        order_item_ids=placed.item_ids,
    )
    _refuse_untaken(lines, taken)
    return _order(command, address, method.code, number, beginning, placed, lines, totals)


async def _ask_for_payment(db: Writer, command: PlaceOrder, order_id: UUID, total: int, pay_within: timedelta) -> None:
    provider = command.request.payment_method
    await payments.open_intent(
        db, order_id=order_id, provider=provider, amount=total, currency=command.currency, pay_within=pay_within
    )


def _refuse_changes(command: PlaceOrder, totals: Totals) -> None:
    """Never another price than the one the buyer saw: neither for a coupon that fell away, nor for anything else. Who
    names the total has seen that a coupon takes nothing off."""
    expected = command.request.expected_total
    refused = cart_queries.refused_coupons(totals)
    if refused and expected != totals.total:
        raise CouponInvalid(
            f"{refused[0].promotion.code}: {COUPON_REASONS[refused[0].reason or 'not_active']}",
            coupons=[{"code": o.promotion.code, "reason": o.reason, "missing": o.missing} for o in refused],
            total=totals.total,
            currency=command.currency,
        )
    if expected is not None and expected != totals.total:
        raise TotalChanged(
            f"The total is {totals.total} now",
            total=totals.total,
            subtotal=totals.subtotal,
            discount_total=totals.discount_total,
            shipping_total=totals.shipping_total,
            tax_total=totals.tax_total,
            currency=command.currency,
        )


def _trace(cart: PricedCart, totals: Totals, currency: str) -> ExplainedCart | None:
    """What an order keeps of how its total came about: nothing where its lines tell all."""
    is_reduced = any(line.unit_price != line.base_price for line in cart.lines)
    return explanations.explain(cart, totals, currency) if is_reduced or not totals.is_plain else None


def _first_code(totals: Totals) -> str | None:
    return next((o.promotion.code for o in totals.applied if o.promotion.code is not None), None)


def _refuse_short_lines(lines: list[CartLine]) -> None:
    """Refuses early what cannot succeed, before anything is written; the stock itself is decided under its lock."""
    short = [_short(line, line.on_hand if line.is_sellable else 0) for line in lines if _is_short(line)]
    if short:
        raise OutOfStock(short)


def _is_short(line: CartLine) -> bool:
    limit = cart_rules.quantity_limit(line.max_per_order)
    return not line.is_sellable or line.on_hand < line.quantity or line.quantity > limit


def _refuse_untaken(lines: list[CartLine], taken: list[TakenStock]) -> None:
    by_variant: dict[UUID, CartLine] = {line.variant_id: line for line in lines}
    short = [_short(by_variant[stock.variant_id], stock.available) for stock in taken if not stock.is_taken]
    if short:
        raise OutOfStock(short)


def _short(line: CartLine, available: int) -> ShortLine:
    return ShortLine(line.variant_id, line.sku, line.name, line.quantity, available)


async def _shipping_address(db: Writer, command: PlaceOrder) -> Address:
    request = command.request
    if (request.shipping_address is None) == (request.address_id is None):
        raise InvalidValue.at("shipping_address", "give either shipping_address or address_id")
    if request.shipping_address is not None:
        return request.shipping_address
    if command.owner.user_id is None or request.address_id is None:
        raise InvalidValue.at("address_id", "a guest has no address book")
    try:
        kept = await accounts.get_address(db, command.owner.user_id, request.address_id)
    except NotFound:
        raise InvalidValue.at("address_id", "there is no such address in your book") from None
    return Address(**{field: getattr(kept, field) for field in Address.__struct_fields__})


def _order(
    command: PlaceOrder,
    address: Address,
    shipping_code: str,
    number: str,
    beginning: rules.Beginning,
    placed: PlacedOrder,
    lines: list[CartLine],
    totals: Totals,
) -> Order:
    request = command.request
    return Order(
        id=placed.id,
        number=number,
        status=beginning.status,
        payment_status=beginning.payment_status,
        currency=command.currency,
        items=[
            OrderItem(
                id=item_id,
                product_id=line.product_id,
                variant_id=line.variant_id,
                sku=line.sku,
                name=line.name,
                options=line.options,
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount=total.discount,
                tax=total.tax,
                line_total=total.line_total,
            )
            for item_id, line, total in zip(placed.item_ids, lines, totals.lines, strict=True)
        ],
        subtotal=totals.subtotal,
        discount_total=totals.discount_total,
        shipping_total=totals.shipping_total,
        tax_total=totals.tax_total,
        prices_include_tax=totals.prices_include_tax,
        total=totals.total,
        paid_total=0,
        refunded_total=0,
        shipping_method=shipping_code,
        shipping_address=address,
        billing_address=request.billing_address or address,
        email=command.email,
        coupon=_first_code(totals),
        note=request.note,
        payment=OrderPayment(request.payment_method),
        placed_at=placed.placed_at,
        updated_at=placed.placed_at,
    )
