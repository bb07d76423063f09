"""Who races over payments: the provider with its events, the worker that ends what was not paid, and a shop in a hurry.

No provider answers in these races, so nothing depends on one: its events are made up, and signed as it signs them.
"""

from typing import Any

from rowlock.orders.payment_jobs import cancel_unpaid_orders
from tests.inventory.stock_keeping import run_job
from tests.payments import fake_stripe
from tests.races.contenders import told
from tests.races.scenes import Scene


def tell(scene: Scene) -> str:
    """The order is paid."""
    return told(fake_stripe.send(scene.shop, _paid(scene, "one")))


def tell_otherwise(scene: Scene) -> str:
    """The same once more, as another event."""
    return told(fake_stripe.send(scene.shop, _paid(scene, "two")))


def end_unpaid(scene: Scene) -> str:
    run_job(scene.shop, cancel_unpaid_orders)
    return "done"


def pack(scene: Scene) -> str:
    return told(scene.admin.put(f"{scene.order_path}/status", json={"status": "processing"}))


def _paid(scene: Scene, name: str) -> dict[str, Any]:
    intent_id = str(scene.intent_id)
    intent = {
        "id": f"pi_{intent_id}",
        "status": "succeeded",
        "amount": scene.order["total"],
        "amount_received": scene.order["total"],
        "currency": "usd",
        "metadata": {"rowlock_intent": intent_id},
    }
    event_id = f"evt_{name}_{intent_id}"
    return {"id": event_id, "type": "payment_intent.succeeded", "data": {"object": intent}}
