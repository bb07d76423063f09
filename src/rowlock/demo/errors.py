"""Why a shop cannot be filled.

ShopNotEmpty       409   it already sells something
NothingToOrder     409   orders without products
"""

from rowlock.errors import Conflict


class ShopNotEmpty(Conflict):
    """The shop already has products or orders; made-up data goes into an empty shop only"""

    code = "shop_not_empty"


class NothingToOrder(Conflict):
    """Orders need products"""

    code = "nothing_to_order"
