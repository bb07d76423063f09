"""What was once wrong in some shop, put into ours."""

from typing import Final

from tests.mutants.builds import Mutant

MUTANTS: Final = (
    Mutant(
        wrong="an order is changed without its lock",
        file="sql/orders/lock_order.sql",
        was=" FOR UPDATE",
        becomes="",
        races=("cancel/cancel: one order", "refund/refund: more than half of the money, twice"),
    ),
    Mutant(
        wrong="an order is read before its lock is waited for",
        file="src/rowlock/orders/commands/change_order.py",
        was="""    if await sql.lock_order(db, order_id=order_id) is None:
        raise NotFound
    return await sql.get_locked_order(db, order_id=order_id)
""",
        becomes="""    found = await sql.get_locked_order(db, order_id=order_id)
    if await sql.lock_order(db, order_id=order_id) is None:
        raise NotFound
    return found
""",
        races=("cancel/refund: one piece of two", "ship/ship: one order"),
    ),
    Mutant(
        wrong="a cart is ordered without its lock",
        file="sql/orders/lock_checkout_cart.sql",
        was="\nFOR UPDATE",
        becomes="",
        races=("place/place: one cart under two keys",),
    ),
    Mutant(
        wrong="stock is taken whether it is there or not",
        file="sql/inventory/take_stock.sql",
        was=" AND inventory.on_hand >= wanted.quantity",
        becomes="",
        races=("place/place: the last piece",),
    ),
    Mutant(
        wrong="stock is counted without its lock",
        file="sql/inventory/lock_stock.sql",
        was="\nFOR UPDATE",
        becomes="",
        races=("adjust/adjust: a number set by two who saw the same",),
    ),
    Mutant(
        wrong="a key locks nothing while its first call is under way",
        file="sql/idempotency/claim_key.sql",
        was="pg_try_advisory_xact_lock(hashtextextended(:principal || ' ' || :operation || ' ' || :key, 0))",
        becomes="true",
        races=("place/place: one cart under one key",),
    ),
    Mutant(
        wrong="a cancellation puts back what a refund has put back",
        file="src/rowlock/orders/commands/change_order.py",
        was="quantities=[line.quantity - line.restocked_quantity for line in returned]",
        becomes="quantities=[line.quantity for line in returned]",
        races=("cancel/refund: one piece of two",),
        is_swapped=True,
    ),
    Mutant(
        wrong="a coupon is used more often than it may be",
        file="sql/orders/place_order.sql",
        was=" AND coupons.used < coupons.usage_limit",
        becomes="",
        races=("place/place: the last use of a coupon",),
    ),
    Mutant(
        wrong="a coupon that was ended while an order waited is redeemed",
        file="sql/orders/place_order.sql",
        was="coupons.used < coupons.usage_limit AND coupons.is_active",
        becomes="coupons.used < coupons.usage_limit",
        races=("place/coupon: a coupon that an admin ends",),
        is_swapped=True,
    ),
    Mutant(
        wrong="a use is not counted where a limit is set meanwhile",
        file="sql/orders/place_order.sql",
        was="\n    FOR KEY SHARE",
        becomes="",
        races=("place/coupon: a coupon without a limit that is given one",),
        is_swapped=True,
    ),
    Mutant(
        wrong="a cancelled order keeps its coupon",
        file="src/rowlock/orders/commands/change_order.py",
        was="    await promotions.release(db, order.id)\n",
        becomes="",
        races=("cancel/coupon: a use that is given back, and a limit below the uses",),
    ),
    Mutant(
        wrong="an admin overwrites what another has changed since",
        file="src/rowlock/pricing/commands/coupons.py",
        was="expected_version is not None and expected_version != row.version",
        becomes="row.version < 0",
        races=("coupon/coupon: two admins who read the same version",),
    ),
    Mutant(
        wrong="an event has its effect as often as it is sent",
        file="sql/payments/insert_event.sql",
        was="DO NOTHING",
        becomes="DO UPDATE SET outcome = ''",
        races=("webhook/webhook: one event twice",),
    ),
    Mutant(
        wrong="a payment is received though it is in",
        file="src/rowlock/orders/commands/settle_payment.py",
        was="""    if told.state == "unknown" or intent.state in SETTLED:
        return "unchanged"
""",
        becomes="""    if told.state == "unknown":
        return "unchanged"
""",
        races=("webhook/webhook: two events of one payment",),
    ),
    Mutant(
        wrong="a payment for an order that has ended is kept",
        file="src/rowlock/orders/commands/settle_payment.py",
        was="""        await give_back_rest(db, paid, None, "The order was cancelled before its payment came in")
""",
        becomes="",
        races=("cancel/webhook: an order that is cancelled while it is paid",),
    ),
    Mutant(
        wrong="a payment that comes after the end is kept",
        file="src/rowlock/orders/commands/settle_payment.py",
        was="""    if order.status == "cancelled":
        await give_back_rest""",
        becomes="""    if order.status == "refunded":
        await give_back_rest""",
        races=("webhook/unpaid: a payment at the last moment",),
        is_swapped=True,
    ),
    Mutant(
        wrong="an order is cancelled after a parcel has left",
        file="src/rowlock/orders/commands/change_order.py",
        was="    rules.check_uncancelled(order)\n",
        becomes="",
        races=("cancel/ship: the first of two parcels",),
        is_swapped=True,
    ),
)
