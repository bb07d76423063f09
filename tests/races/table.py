"""Every pair of what may meet: the rows that they share and what becomes of both, or why they share none."""

from typing import Final

from tests.races import over_carts, over_coupons, over_orders, over_payments, over_stock
from tests.races.race import Race

CONTENDERS: Final = ("place", "cancel", "refund", "ship", "merge", "adjust", "expire", "coupon", "webhook", "unpaid")

RACES: Final[tuple[Race, ...]] = (
    *over_carts.RACES,
    *over_coupons.RACES,
    *over_orders.RACES,
    *over_payments.RACES,
    *over_stock.RACES,
)

APART: Final[dict[tuple[str, str], str]] = {
    ("place", "ship"): "an order can be shipped only when it is there, and placing takes no lock of another order",
    ("cancel", "merge"): "an order has used its cart up; what comes back changes no cart",
    ("cancel", "expire"): "an order has used its cart up",
    ("refund", "merge"): "an order has used its cart up; what comes back changes no cart",
    ("refund", "expire"): "an order has used its cart up",
    ("ship", "merge"): "an order has used its cart up",
    ("ship", "adjust"): "stock goes when an order is placed, not when it is shipped",
    ("ship", "expire"): "an order has used its cart up",
    ("merge", "adjust"): "a cart reads the stock as advice and locks none; the order decides",
    ("adjust", "expire"): "a cart that ends holds no stock",
    ("refund", "coupon"): "money that goes back gives no use of a coupon back, only a cancellation does",
    ("ship", "coupon"): "an order keeps what its coupon took off",
    ("adjust", "coupon"): "stock knows no coupon",
    ("place", "webhook"): "an event is about an order that is there, and changes no stock",
    ("merge", "webhook"): "an order has used its cart up",
    ("adjust", "webhook"): "an event changes no stock",
    ("expire", "webhook"): "an order has used its cart up",
    ("coupon", "webhook"): "an order keeps what its coupon took off",
    ("merge", "unpaid"): "an order has used its cart up; what comes back changes no cart",
    ("expire", "unpaid"): "an order has used its cart up",
}
