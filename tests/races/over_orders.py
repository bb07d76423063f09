"""Races over an order: its money and its pieces go back once, and it is shipped or cancelled."""

from typing import Final

from tests.races import contenders as do
from tests.races.beginnings import given_order
from tests.races.race import Ending, Race
from tests.races.scenes import Scene

RACES: Final = (
    Race(
        pair=("cancel", "cancel"),
        over="one order",
        rows="orders",
        prepare=given_order(10, 2, paid=True),
        hold=Scene.order_row,
        first=do.cancel,
        second=do.cancel,
        ending=Ending(("200", "409 invalid_transition"), {"on_hand": 10, "money_back": 2000}),
    ),
    Race(
        pair=("cancel", "refund"),
        over="all of the money",
        rows="orders",
        prepare=given_order(10, 2, paid=True),
        hold=Scene.order_row,
        first=do.cancel,
        second=do.refund_all,
        ending=Ending(("200", "409 refund_exceeds_paid"), {"status": "cancelled", "money_back": 2000, "on_hand": 10}),
        swapped=Ending(("409 invalid_transition", "201"), {"status": "refunded", "money_back": 2000, "on_hand": 8}),
    ),
    Race(
        pair=("cancel", "refund"),
        over="one piece of two",
        rows="orders",
        prepare=given_order(10, 2, paid=True),
        hold=Scene.order_row,
        first=do.cancel,
        second=do.refund_piece,
        ending=Ending(("200", "409 refund_exceeds_paid"), {"money_back": 2000, "on_hand": 10}),
        swapped=Ending(("200", "201"), {"status": "cancelled", "money_back": 2000, "on_hand": 10}),
    ),
    Race(
        pair=("cancel", "ship"),
        over="one order",
        rows="orders",
        prepare=given_order(10, 2, processing=True),
        hold=Scene.order_row,
        first=do.cancel,
        second=do.ship,
        ending=Ending(("200", "409 invalid_transition"), {"status": "cancelled", "on_hand": 10}),
        swapped=Ending(("409 invalid_transition", "200"), {"status": "shipped", "on_hand": 8}),
    ),
    Race(
        pair=("refund", "refund"),
        over="more than half of the money, twice",
        rows="orders",
        prepare=given_order(10, 2, paid=True),
        hold=Scene.order_row,
        first=do.refund_most,
        second=do.refund_most,
        ending=Ending(("201", "409 refund_exceeds_paid"), {"money_back": 1200, "on_hand": 8}),
    ),
    Race(
        pair=("refund", "refund"),
        over="the only piece, twice",
        rows="orders",
        prepare=given_order(10, 1, paid=True),
        hold=Scene.order_row,
        first=do.refund_piece,
        second=do.refund_piece,
        ending=Ending(("201", "409 refund_exceeds_paid"), {"money_back": 1000, "on_hand": 10}),
    ),
    Race(
        pair=("refund", "ship"),
        over="one order",
        rows="orders",
        prepare=given_order(10, 2, paid=True, processing=True),
        hold=Scene.order_row,
        first=do.refund_all,
        second=do.ship,
        ending=Ending(("201", "409 invalid_transition"), {"status": "refunded", "money_back": 2000}),
        swapped=Ending(("201", "200"), {"status": "refunded", "money_back": 2000}),
    ),
    Race(
        pair=("ship", "ship"),
        over="one order",
        rows="orders",
        prepare=given_order(10, 2, processing=True),
        hold=Scene.order_row,
        first=do.ship,
        second=do.ship,
        ending=Ending(("200", "409 invalid_transition"), {"status": "shipped"}),
    ),
)
