"""How a change of stock is refused.

StockChanged       409   it is not what it was expected to be
NegativeStock      409   there would be less than nothing
"""

from rowlock.errors import Conflict


class StockChanged(Conflict):
    """The stock is not what it was expected to be"""

    code = "stock_changed"


class NegativeStock(Conflict):
    """There is less stock than that"""

    code = "negative_stock"
    constraint = "inventory_on_hand_not_negative"
