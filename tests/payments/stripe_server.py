"""`python -m tests.payments.stripe_server PORT`: localstripe on loopback, with what it lacks of Stripe.

It keeps no idempotency keys, leaves `amount_received` out, and never fails. Here the same key gives the same answer,
and `POST /_config/faults` breaks the next calls: `{"path", "times", "status" | "hang_seconds", "after_effect"}`.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from localstripe import resources
from localstripe.server import app

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_kept: dict[tuple[str, str], web.Response] = {}
_faults: list[dict[str, Any]] = []
_refund_states: list[str] = []


def _amount_received(intent: Any) -> int:
    charge = intent.latest_charge
    if intent.status != "succeeded" or charge is None:
        return 0
    return int(charge.amount) - int(charge.amount_refunded if intent.capture_method == "manual" else 0)


@web.middleware
async def faults(request: web.Request, handler: Handler) -> web.StreamResponse:
    fault = next((f for f in _faults if request.method == "POST" and request.path.startswith(f["path"])), None)
    if fault is None:
        return await handler(request)
    fault["times"] -= 1
    if fault["times"] == 0:
        _faults.remove(fault)
    answer = await handler(request) if fault.get("after_effect") else None
    await asyncio.sleep(fault.get("hang_seconds", 0))
    if "status" in fault:
        return web.json_response({"error": {"type": "api_error", "message": "broken"}}, status=fault["status"])
    return answer or await handler(request)


@web.middleware
async def idempotency(request: web.Request, handler: Handler) -> web.StreamResponse:
    key = request.headers.get("Idempotency-Key")
    if key is None or request.method != "POST":
        return await handler(request)
    if (request.path, key) not in _kept:
        answer = await handler(request)
        assert isinstance(answer, web.Response)
        _kept[request.path, key] = answer
    kept = _kept[request.path, key]
    return web.Response(body=kept.body, status=kept.status, content_type="application/json")


async def add_fault(request: web.Request) -> web.Response:
    _faults.append(await request.json())
    return web.Response()


async def forget_faults(_: web.Request) -> web.Response:
    left = sum(fault["times"] for fault in _faults)
    _faults.clear()
    return web.json_response({"left": left})


async def forget_keys(_: web.Request) -> web.Response:
    """As it does after a day."""
    _kept.clear()
    return web.Response()


async def set_refund_state(request: web.Request) -> web.Response:
    """The next refund begins in that state."""
    _refund_states.append((await request.json())["state"])
    return web.Response()


async def change_refund(request: web.Request) -> web.Response:
    refund = resources.Refund._api_retrieve(request.match_info["id"])
    refund.status = (await request.json())["state"]
    return web.Response()


def main(port: int) -> None:
    resources.Store.dump_to_disk = lambda self: None
    resources.PaymentIntent.amount_received = property(_amount_received)
    make = resources.Refund.__init__

    def made(self: Any, *given: Any, **more: Any) -> None:
        make(self, *given, **more)
        if _refund_states:
            self.status = _refund_states.pop()

    resources.Refund.__init__ = made
    app.middlewares.insert(0, idempotency)
    app.middlewares.insert(0, faults)
    app.router.add_post("/_config/faults", add_fault)
    app.router.add_delete("/_config/keys", forget_keys)
    app.router.add_delete("/_config/faults", forget_faults)
    app.router.add_post("/_config/refund_state", set_refund_state)
    app.router.add_post("/_config/refunds/{id}", change_refund)
    web.run_app(app, host="127.0.0.1", port=port, print=lambda _: None, access_log=None)


if __name__ == "__main__":
    main(int(sys.argv[1]))
