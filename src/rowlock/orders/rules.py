"""The state machine of an order, and the arithmetic of what goes back. Pure."""

from collections.abc import Iterable
from typing import Final, NamedTuple
from uuid import UUID

from rowlock.orders.errors import ExceedsUnshipped, InvalidTransition, RefundExceedsPaid
from rowlock.orders.types import LockedItem, LockedOrder, OrderItem, PaymentStatus, RefundItem, Status
from rowlock.pricing.rules import refund_share

# Every step there is. `refunded` is reached by giving all money back, never by asking for the status.
TRANSITIONS: Final[dict[Status, frozenset[Status]]] = {
    "pending": frozenset({"confirmed", "cancelled"}),
    "confirmed": frozenset({"processing", "cancelled", "refunded"}),
    "processing": frozenset({"shipped", "cancelled", "refunded"}),
    "shipped": frozenset({"delivered", "refunded"}),
    "delivered": frozenset({"refunded"}),
    "cancelled": frozenset(),
    "refunded": frozenset(),
}
BY_HAND: Final = "manual"
"""The way to pay where the shop takes the money itself."""
SHIPPABLE: Final[tuple[Status, ...]] = ("confirmed", "processing")
"""What parcels may leave of."""
FINISHED: Final[tuple[Status, ...]] = ("delivered", "cancelled", "refunded")


class Beginning(NamedTuple):
    """What an order is when it was placed."""

    status: Status
    payment_status: PaymentStatus


def beginning(payment_method: str, total: int) -> Beginning:
    """Where a provider takes the money an order waits for it; one that costs nothing is paid."""
    if total == 0:
        return Beginning("confirmed", "paid")
    return Beginning("confirmed" if payment_method == BY_HAND else "pending", "unpaid")


def check_step(order: LockedOrder, status: Status) -> None:
    """Refuses a step that the machine does not have."""
    if status not in TRANSITIONS[order.status]:
        raise InvalidTransition(f"An order that is {order.status} cannot become {status}", status=order.status)


def check_uncancelled(order: LockedOrder) -> None:
    """Refuses to cancel what is partly on its way already."""
    if has_left(order.items):
        raise InvalidTransition("A parcel of this order has left; give the money back instead", status=order.status)


def has_left(lines: Iterable[LockedItem | OrderItem]) -> bool:
    """Whether any piece of these lines is on its way."""
    return any(line.shipped_quantity for line in lines)


def unshipped(lines: Iterable[LockedItem | OrderItem]) -> dict[UUID, int]:
    """How many of each line are still to be sent. Pieces that were given back are not, as long as there are such."""
    left = {line.id: line.quantity - line.shipped_quantity - line.refunded_quantity for line in lines}
    return {item_id: quantity for item_id, quantity in left.items() if quantity > 0}


def is_rest_given_back(order: LockedOrder, items: list[RefundItem]) -> bool:
    """Whether parcels have left, and nothing is left to ship once these are given back."""
    given = {item.item_id: item.quantity for item in items}
    left = sum(max(0, quantity - given.get(item_id, 0)) for item_id, quantity in unshipped(order.items).items())
    return left == 0 and has_left(order.items)


def check_parcel(order: LockedOrder, items: dict[UUID, int]) -> None:
    """Refuses a parcel with more of a line than is left to ship, and one with nothing in it."""
    left = unshipped(order.items)
    for item_id, quantity in items.items():
        if quantity > left.get(item_id, 0):
            raise ExceedsUnshipped(
                f"{left.get(item_id, 0)} of this line are left to ship", item_id=str(item_id), left=left.get(item_id, 0)
            )
    if not items:
        raise ExceedsUnshipped("Nothing of this order is left to ship")


def refund_amount(order: LockedOrder, amount: int | None, items: list[RefundItem]) -> int:
    """What a refund comes to: the amount asked for, or the share of its lines, or all that is left."""
    left = order.paid_total - order.refunded_total
    wanted = amount
    if wanted is None and items:
        wanted = worth(order, items)
        # The lines' own shares do not know of amounts given back before.
        wanted = min(wanted, left) if wanted <= order.paid_total else wanted
    elif wanted is None:
        wanted = left
    if wanted < 1 or wanted > left:
        raise RefundExceedsPaid(f"{left} is left to refund", refundable=left)
    return wanted


def worth(order: LockedOrder, items: list[RefundItem]) -> int:
    """What was paid for these pieces; nothing for those that came free with others."""
    lines = {line.id: line for line in order.items}
    return sum(_share(lines[item.item_id], item.quantity) for item in items)


def check_refund_items(order: LockedOrder, items: list[RefundItem]) -> None:
    """Refuses more of a line than is left of it, and a line named twice or not of this order."""
    lines = {line.id: line for line in order.items}
    seen = set()
    for item in items:
        line = lines.get(item.item_id)
        if line is None or item.item_id in seen:
            raise RefundExceedsPaid("Each line of the order may be named once", item_id=str(item.item_id))
        seen.add(item.item_id)
        if item.quantity > (left := line.quantity - line.refunded_quantity):
            raise RefundExceedsPaid(f"{left} of this line are left to refund", item_id=str(item.item_id), left=left)
        if item.restock and item.quantity > (left := line.quantity - line.restocked_quantity):
            # Of a refund that failed the goods came back, and only its money did not go.
            raise RefundExceedsPaid(f"{left} of this line are left to put back", item_id=str(item.item_id), left=left)


def payment_status_after_refund(order: LockedOrder, refunded_total: int) -> PaymentStatus:
    """What the money of an order says, of which so much went back."""
    if refunded_total == 0:
        return "paid" if order.paid_total == order.total else "unpaid"
    return "refunded" if refunded_total == order.paid_total else "partially_refunded"


def is_paid_back(order: LockedOrder, refunded_total: int) -> bool:
    """Whether the whole order was paid and all of it has gone back."""
    return refunded_total == order.paid_total == order.total


def _share(line: LockedItem, quantity: int) -> int:
    return refund_share(line.charged, line.quantity, line.refunded_quantity, quantity)
