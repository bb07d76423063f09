"""How a cart refuses.

InsufficientStock     409
QuantityLimit         409
CartFull              409
VariantUnavailable    409
CartEmpty             409
CouponInvalid         409   with the reason
CouponNotCombinable   409
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


class CartEmpty(Conflict):
    """There is nothing in the cart"""

    code = "cart_empty"


class CouponInvalid(Conflict):
    """The coupon does not apply"""

    code = "coupon_invalid"
    constraint = "coupon_redemptions_customer_key"


class CouponNotCombinable(Conflict):
    """The coupon does not go together with another one in the cart"""

    code = "coupon_not_combinable"
