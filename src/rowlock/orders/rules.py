"""The state machine of an order, and the arithmetic of what goes back. Pure."""

from typing import Final, NamedTuple

from rowlock.orders.errors import InvalidTransition, RefundExceedsPaid
from rowlock.orders.types import LockedItem, LockedOrder, PaymentStatus, RefundItem, Status
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


def refund_amount(order: LockedOrder, amount: int | None, items: list[RefundItem]) -> int:
    """What a refund comes to: the amount asked for, or the share of its lines, or all that is left."""
    left = order.paid_total - order.refunded_total
    wanted = amount
    if wanted is None and items:
        lines = {line.id: line for line in order.items}
        wanted = sum(_share(lines[item.item_id], item.quantity) for item in items)
        # The lines' own shares do not know of amounts given back before.
        wanted = min(wanted, left) if wanted <= order.paid_total else wanted
    elif wanted is None:
        wanted = left
    if wanted < 1 or wanted > left:
        raise RefundExceedsPaid(f"{left} is left to refund", refundable=left)
    return wanted


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
