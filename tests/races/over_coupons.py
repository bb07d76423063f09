"""Races over a coupon: its last use, and an admin who changes or ends it meanwhile."""

from typing import Final

from tests.races import contenders as do
from tests.races.beginnings import given_coupon_in_cart, given_coupon_in_two_carts, given_coupon_of_two_orders
from tests.races.race import Ending, Race
from tests.races.scenes import Scene

RACES: Final = (
    Race(
        pair=("place", "place"),
        over="the last use of a coupon",
        rows="coupons",
        prepare=given_coupon_in_two_carts(usage_limit=1),
        hold=Scene.coupon_row,
        first=do.place,
        second=do.place_elsewhere,
        ending=Ending(("201", "409 coupon_invalid"), {"sold": 1, "coupon_uses": 1}),
        swapped=Ending(("409 coupon_invalid", "201"), {"sold": 1, "coupon_uses": 1}),
    ),
    Race(
        pair=("place", "coupon"),
        over="a coupon that an admin ends",
        rows="coupons",
        prepare=given_coupon_in_cart(usage_limit=9),
        hold=Scene.coupon_row,
        first=do.place,
        second=do.end_coupon,
        ending=Ending(("201", "200"), {"sold": 1, "coupon_uses": 1}),
        swapped=Ending(("409 coupon_invalid", "200"), {"sold": 0, "coupon_uses": 0}),
    ),
    Race(
        pair=("place", "coupon"),
        over="a coupon without a limit that is given one",
        rows="coupons",
        prepare=given_coupon_in_cart(),
        hold=Scene.coupon_row,
        first=do.place,
        second=do.limit_coupon,
        ending=Ending(("201", "200"), {"sold": 1, "coupon_uses": 1}),
        swapped=Ending(("201", "200"), {"sold": 1, "coupon_uses": 1}),
    ),
    Race(
        pair=("cancel", "coupon"),
        over="a use that is given back, and a limit below the uses",
        rows="coupons",
        prepare=given_coupon_of_two_orders(usage_limit=2),
        hold=Scene.coupon_row,
        first=do.cancel,
        second=do.limit_coupon,
        ending=Ending(("200", "200"), {"status": "cancelled", "coupon_uses": 1}),
        swapped=Ending(("200", "409 usage_limit_reached"), {"status": "cancelled", "coupon_uses": 1}),
    ),
    Race(
        pair=("merge", "coupon"),
        over="a coupon in a cart that is taken over",
        rows="cart_coupons",
        prepare=given_coupon_in_cart(with_customer=True),
        hold=Scene.cart_coupon,
        first=do.merge,
        second=do.archive_coupon,
        ending=Ending(("200", "204"), {"in_carts": [1], "coupons_in_carts": 0}),
        swapped=Ending(("200", "204"), {"in_carts": [1], "coupons_in_carts": 0}),
    ),
    Race(
        pair=("expire", "coupon"),
        over="a coupon in a cart whose time ends",
        rows="cart_coupons",
        prepare=given_coupon_in_cart(soon_expired=True),
        hold=Scene.cart_coupon,
        first=do.expire,
        second=do.archive_coupon,
        ending=Ending(("done", "204"), {"left_carts": 0, "coupons_in_carts": 0}),
        swapped=Ending(("done", "204"), {"left_carts": 0, "coupons_in_carts": 0}),
    ),
    Race(
        pair=("coupon", "coupon"),
        over="two admins who read the same version",
        rows="coupons",
        prepare=given_coupon_in_cart(),
        hold=Scene.coupon_row,
        first=do.end_coupon_as_read,
        second=do.end_coupon_as_read,
        ending=Ending(("200", "412 precondition_failed"), {"coupon_uses": 0}),
    ),
)
