"""How an order refuses.

OutOfStock             409   with the lines that are short
TotalChanged           409   with the total it would have
InvalidTransition      409
RefundExceedsPaid      409
PaymentExceedsTotal    409
PaidByProvider         409
NotAuthorized          409
ExceedsUnshipped       409   with what is left to ship of the line
ReturnsClosed          409
ExceedsReturnable      409   with what may be returned of the line
InvalidReturnStep      409
"""

from typing import Any

import msgspec

from rowlock.errors import Conflict
from rowlock.orders.types import ShortLine


class OutOfStock(Conflict):
    """Something in the cart is no longer there in that number"""

    code = "out_of_stock"

    def __init__(self, lines: list[ShortLine]) -> None:
        shown: list[dict[str, Any]] = [msgspec.to_builtins(line) for line in lines]
        super().__init__("Not enough of " + ", ".join(line.name for line in lines[:5]), lines=shown)


class TotalChanged(Conflict):
    """The total is not the one that was expected"""

    code = "total_changed"


class InvalidTransition(Conflict):
    """The order cannot take this step"""

    code = "invalid_transition"


class RefundExceedsPaid(Conflict):
    """That is more than is left to refund"""

    code = "refund_exceeds_paid"


class PaymentExceedsTotal(Conflict):
    """That is more than is left to pay"""

    code = "payment_exceeds_total"


class PaidByProvider(Conflict):
    """The provider of this order takes its money"""

    code = "paid_by_provider"


class NotAuthorized(Conflict):
    """There is no authorised money to take"""

    code = "not_authorized"


class ExceedsUnshipped(Conflict):
    """That is more than is left to ship"""

    code = "exceeds_unshipped"


class ReturnsClosed(Conflict):
    """This order takes no returns"""

    code = "returns_closed"


class ExceedsReturnable(Conflict):
    """There is no such number of pieces to return"""

    code = "exceeds_returnable"


class InvalidReturnStep(Conflict):
    """The return cannot take this step"""

    code = "invalid_return_step"
