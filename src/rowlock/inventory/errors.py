"""How a change of stock is refused.

StockChanged           409   it is not what it was expected to be
NegativeStock          409   there would be less than nothing
NegativeLocation       409   the same at one location
LocationCodeTaken      409
LocationInUse          409   it has stock, is the default one, or had stock once
LocationInactive       409   nothing is brought there
"""

from rowlock.errors import Conflict


class StockChanged(Conflict):
    """The stock is not what it was expected to be"""

    code = "stock_changed"


class NegativeStock(Conflict):
    """There is less stock than that"""

    code = "negative_stock"
    constraint = "inventory_on_hand_not_negative"


class NegativeLocation(NegativeStock):
    """There is less stock than that at this location"""

    constraint = "inventory_locations_not_negative"


class LocationCodeTaken(Conflict):
    """Another location has this code"""

    code = "location_code_taken"
    constraint = "stock_locations_code_key"


class LocationInUse(Conflict):
    """The location is in use"""

    code = "location_in_use"


class LocationInactive(Conflict):
    """The location is out of use"""

    code = "location_inactive"
