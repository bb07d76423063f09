"""What may be in a cart, and what is wrong with what is in it. Pure."""

from typing import Final
from uuid import UUID

from rowlock.accounts.errors import InvalidLink
from rowlock.cart.errors import CartFull, InsufficientStock, QuantityLimit, VariantUnavailable
from rowlock.cart.types import (
    LARGEST_QUANTITY,
    MOST_LINES,
    AddedLine,
    Cart,
    CartLine,
    CartProblem,
    Problem,
    SellableVariant,
)
from rowlock.pricing.types.totals import Reason
from rowlock.security import links

COUPON_REASONS: Final[dict[Reason, str]] = {
    "not_active": "The coupon is not in use",
    "not_started": "The coupon is not good yet",
    "ended": "The coupon has ended",
    "used_up": "The coupon has been used as often as it may be",
    "customer_limit": "You have used this coupon as often as you may",
    "first_order_only": "The coupon is for a first order",
    "no_matching_items": "Nothing in the cart is what the coupon is for",
    "minimum_total": "The cart does not come to what the coupon asks for",
    "not_combinable": "The coupon does not go together with another promotion, which saves more",
    "nothing_to_take_off": "The coupon takes nothing off this cart",
    "would_cost_more": "The coupon would cost more than it saves: the transport is only free without it",
}

_PURPOSE: Final = "unsubscribe_cart_reminders"
_UNCOUNTED = "There are not that many"


def check_sellable(variant: SellableVariant | None) -> None:
    """Refuses what is not for sale."""
    if variant is None or not variant.is_sellable:
        raise VariantUnavailable


def check_room(lines: int) -> None:
    """Refuses one more line than a cart may have."""
    if lines >= MOST_LINES:
        raise CartFull(f"A cart has at most {MOST_LINES} lines")


def check_quantity(variant: SellableVariant, quantity: int) -> None:
    """Refuses a line of this quantity with the reason and what would be possible."""
    limit = quantity_limit(variant.max_per_order)
    if quantity > limit:
        raise QuantityLimit(f"At most {limit} of it in one order", limit=limit)
    if quantity > variant.on_hand:
        raise InsufficientStock(f"{variant.on_hand} are left", available=variant.on_hand)


def quantity_limit(max_per_order: int | None) -> int:
    return min(max_per_order or LARGEST_QUANTITY, LARGEST_QUANTITY)


def possible_quantity(variant: SellableVariant, wanted: int) -> int:
    """As many of the wanted as stock and limit allow."""
    return max(0, min(wanted, variant.on_hand, quantity_limit(variant.max_per_order)))


def problem(line: CartLine) -> Problem | None:
    """What keeps the line from being bought as it stands, the gravest first; a changed price is only to be shown."""
    if not line.is_sellable:
        return "unavailable"
    if line.on_hand <= 0:
        return "out_of_stock"
    if line.on_hand < line.quantity:
        return "insufficient_stock"
    if line.unit_price != line.seen_price:
        return "price_changed"
    return None


def hide_counts(cart: Cart) -> None:
    """Leaves out how many there are, for shops that hide it."""
    for item in cart.items:
        item.available = None


def hide_counts_of_problems(problems: list[CartProblem]) -> None:
    """The same for what would refuse an order."""
    for found in problems:
        if found.code == "insufficient_stock":
            found.detail = _UNCOUNTED


def hide_counts_of_results(results: list[AddedLine]) -> None:
    """The same for what became of several lines."""
    for line in results:
        if line.code == "insufficient_stock":
            line.detail = _UNCOUNTED


def unsubscribe_token(secrets: list[str], user_id: UUID) -> str:
    """Proves that its holder got a mail about this user's cart."""
    return links.make(secrets, _PURPOSE, user_id)


def read_unsubscribe_token(secrets: list[str], token: str) -> UUID:
    """The user of a link of ours; InvalidLink for any other."""
    user_id = links.read(secrets, _PURPOSE, token)
    if user_id is None:
        raise InvalidLink
    return user_id
