"""How a cart refuses.

InsufficientStock     409
QuantityLimit         409
CartFull              409
VariantUnavailable    409
"""

from rowlock.errors import Conflict


class InsufficientStock(Conflict):
    """There are not that many"""

    code = "insufficient_stock"


class QuantityLimit(Conflict):
    """One order may not have that many of it"""

    code = "quantity_limit"


class CartFull(Conflict):
    """The cart has as many lines as a cart may have"""

    code = "cart_full"


class VariantUnavailable(Conflict):
    """It is not for sale"""

    code = "unavailable"
