"""The scenes that races begin with."""

from collections.abc import Callable

from tests.factories.orders import place_order
from tests.races.scenes import Scene, Stage


def given_cart(stock: int, quantity: int) -> Callable[[Stage], Scene]:
    def prepare(stage: Stage) -> Scene:
        scene = Scene(stage, stock)
        scene.fill(scene.guest, quantity)
        return scene

    return prepare


def given_two_carts(stock: int) -> Callable[[Stage], Scene]:
    def prepare(stage: Stage) -> Scene:
        scene = given_cart(stock, 1)(stage)
        scene.fill(scene.other_guest, 1)
        return scene

    return prepare


def given_order(stock: int, quantity: int, *, paid: bool = False, processing: bool = False) -> Callable[[Stage], Scene]:
    def prepare(stage: Stage) -> Scene:
        scene = Scene(stage, stock)
        scene.order_pieces(quantity, paid=paid, processing=processing)
        return scene

    return prepare


def given_order_and_cart(*, paid: bool = False) -> Callable[[Stage], Scene]:
    """One of two pieces is sold, the other lies in a cart."""

    def prepare(stage: Stage) -> Scene:
        scene = Scene(stage, 2)
        scene.order_pieces(1, paid=paid)
        scene.fill(scene.other_guest, 1)
        return scene

    return prepare


def given_guest_and_customers(own: int = 0, others: int = 0) -> Callable[[Stage], Scene]:
    """A guest with three in his cart, and customers with so many in theirs."""

    def prepare(stage: Stage) -> Scene:
        scene = given_cart(10, 3)(stage)
        scene.customer = stage.shop.customer()
        if own:
            scene.fill(scene.customer, own)
        if others:
            scene.other_customer = stage.shop.customer()
        return scene

    return prepare


def given_coupon_in_cart(
    *, usage_limit: int | None = None, with_customer: bool = False, soon_expired: bool = False
) -> Callable[[Stage], Scene]:
    """A guest with one piece and a coupon in his cart."""

    def prepare(stage: Stage) -> Scene:
        scene = given_cart(10, 1)(stage)
        scene.make_coupon(usage_limit, scene.guest)
        if with_customer:
            scene.customer = stage.shop.customer()
        return scene

    return given_soon_expired(prepare) if soon_expired else prepare


def given_coupon_in_two_carts(*, usage_limit: int) -> Callable[[Stage], Scene]:
    def prepare(stage: Stage) -> Scene:
        scene = given_two_carts(10)(stage)
        scene.make_coupon(usage_limit, scene.guest, scene.other_guest)
        return scene

    return prepare


def given_coupon_of_two_orders(*, usage_limit: int, is_unpaid: bool = False) -> Callable[[Stage], Scene]:
    """The order of the race is the second one that used the coupon; where it is unpaid, its time is over."""

    def prepare(stage: Stage) -> Scene:
        scene = given_coupon_in_two_carts(usage_limit=usage_limit)(stage)
        for client in (scene.other_guest, scene.guest):
            scene.order = place_order(client, payment_method="stripe" if is_unpaid else "manual").json()
        if is_unpaid:
            scene.end_waiting()
        return scene

    return prepare


def given_soon_expired(prepare: Callable[[Stage], Scene]) -> Callable[[Stage], Scene]:
    def prepared(stage: Stage) -> Scene:
        scene = prepare(stage)
        held = scene.cart(scene.guest)
        stage.shop.execute("UPDATE carts SET expires_at = now() + interval '1.5 seconds' WHERE id = $1", held.value)
        return scene

    return prepared


def given_unpaid(stock: int, quantity: int, *, is_over: bool = False) -> Callable[[Stage], Scene]:
    """An order that waits for its provider's payment, or has waited for long enough."""

    def prepare(stage: Stage) -> Scene:
        scene = Scene(stage, stock)
        scene.order_pieces(quantity, payment_method="stripe")
        if is_over:
            scene.end_waiting()
        return scene

    return prepare


def given_unpaid_and_cart() -> Callable[[Stage], Scene]:
    """One of two pieces is ordered and not paid in time, the other lies in a cart."""

    def prepare(stage: Stage) -> Scene:
        scene = given_unpaid(2, 1, is_over=True)(stage)
        scene.fill(scene.other_guest, 1)
        return scene

    return prepare
