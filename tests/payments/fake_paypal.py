"""PayPal as the tests have it: a server in the test's own process, with orders, captures, refunds and a bad temper."""

import copy
import hashlib
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

import httpx

from tests.shop import Shop, unique

WEBHOOK: Final = "/payments/paypal/webhook"
WEBHOOK_ID: Final = "WH-OF-THE-TESTS"
_TOKEN: Final = "A21AAtests"
Json = dict[str, Any]


class FakePaypal:
    """What it has stands in `orders`, `captures` and `refunds`. `fail` breaks the next calls of a path."""

    def __init__(self) -> None:
        self.url = ""
        self.orders: dict[str, Json] = {}
        self.captures: dict[str, Json] = {}
        self.refunds: dict[str, Json] = {}
        self.next_refund = "COMPLETED"
        self.declines = False
        self._kept: dict[tuple[str, str], tuple[int, Json]] = {}
        self._faults: list[Json] = []
        self._lock = threading.RLock()

    @property
    def settings(self) -> dict[str, str]:
        return {
            "ROWLOCK_PAYPAL_CLIENT_ID": "client",
            "ROWLOCK_PAYPAL_CLIENT_SECRET": "secret",
            "ROWLOCK_PAYPAL_WEBHOOK_ID": WEBHOOK_ID,
            "ROWLOCK_PAYPAL_API_URL": self.url,
        }

    # The buyer

    def approve(self, order_id: str) -> None:
        self.orders[order_id]["status"] = "APPROVED"

    # What it did

    def event(self, kind: str, resource: Json) -> Json:
        return {"id": unique("WH"), "event_type": kind, "resource": copy.deepcopy(resource)}

    def captures_of(self, order_id: str) -> list[Json]:
        found: list[Json] = self.orders[order_id]["purchase_units"][0].get("payments", {}).get("captures", [])
        return found

    def fail(self, path: str, *, after_effect: bool = False, status: int = 500, seconds: float = 0) -> None:
        """Breaks the next POST to such a path, a pattern; with `after_effect` it has done what it was asked for."""
        self._faults.append({"path": path, "after_effect": after_effect, "status": status, "seconds": seconds})

    # The server

    def answer(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, Json]:
        fault = next((f for f in self._faults if method == "POST" and re.fullmatch(f["path"], path)), None)
        if fault is None:
            return self._keep(method, path, headers, body)
        self._faults.remove(fault)
        if fault["after_effect"]:
            self._keep(method, path, headers, body)
        time.sleep(fault["seconds"])
        return fault["status"], {"name": "INTERNAL_SERVER_ERROR"}

    def _keep(self, method: str, path: str, headers: Any, body: bytes) -> tuple[int, Json]:
        if path == "/v1/oauth2/token":
            return 200, {"access_token": _TOKEN, "token_type": "Bearer", "expires_in": 3600}
        if headers.get("Authorization") != f"Bearer {_TOKEN}":
            return 401, {"name": "AUTHENTICATION_FAILURE"}
        key = (path, headers.get("PayPal-Request-Id") or "")
        with self._lock:
            if key[1] and key in self._kept:
                return self._kept[key]
            told = self._do(method, path, json.loads(body) if body else {})
            if key[1]:
                self._kept[key] = copy.deepcopy(told)
            return told

    def _do(self, method: str, path: str, body: Json) -> tuple[int, Json]:
        routes: tuple[tuple[str, str, Callable[[str, Json], tuple[int, Json]]], ...] = (
            ("POST", r"/v2/checkout/orders()", self._create),
            ("GET", r"/v2/checkout/orders/([^/]+)", lambda name, _: _found(self.orders, name)),
            ("POST", r"/v2/checkout/orders/([^/]+)/capture", self._capture),
            ("POST", r"/v2/payments/captures/([^/]+)/refund", self._refund),
            ("GET", r"/v2/payments/refunds/([^/]+)", lambda name, _: _found(self.refunds, name)),
            ("POST", r"/v1/notifications/verify-webhook-signature()", self._verify),
        )
        for verb, pattern, act in routes:
            if verb == method and (match := re.fullmatch(pattern, path)):
                return act(match[1], body)
        return 404, {"name": "RESOURCE_NOT_FOUND"}

    def _create(self, _: str, body: Json) -> tuple[int, Json]:
        order = {"id": unique("ORDER"), "status": "CREATED", **body}
        self.orders[order["id"]] = order
        return 201, order

    def _capture(self, name: str, _: Json) -> tuple[int, Json]:
        order = self.orders[name]
        if self.declines:
            return 422, {"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": "INSTRUMENT_DECLINED"}]}
        if order["status"] != "APPROVED":
            issue = "ORDER_ALREADY_CAPTURED" if order["status"] == "COMPLETED" else "ORDER_NOT_APPROVED"
            return 422, {"name": "UNPROCESSABLE_ENTITY", "details": [{"issue": issue}]}
        unit = order["purchase_units"][0]
        capture = {
            "id": unique("CAPTURE"),
            "status": "COMPLETED",
            "amount": dict(unit["amount"]),
            "custom_id": unit["custom_id"],
            "supplementary_data": {"related_ids": {"order_id": name}},
        }
        self.captures[capture["id"]] = capture
        unit["payments"] = {"captures": [capture]}
        order["status"] = "COMPLETED"
        return 201, order

    def _refund(self, name: str, body: Json) -> tuple[int, Json]:
        if name not in self.captures:
            return 404, {"name": "RESOURCE_NOT_FOUND", "details": [{"issue": "INVALID_RESOURCE_ID"}]}
        links = [{"rel": "up", "href": f"{self.url}/v2/payments/captures/{name}"}]
        refund = {"id": unique("REFUND"), "status": self.next_refund, "links": links, **body}
        self.next_refund = "COMPLETED"
        self.refunds[refund["id"]] = refund
        return 201, refund

    def _verify(self, _: str, body: Json) -> tuple[int, Json]:
        is_good = body["webhook_id"] == WEBHOOK_ID and body["transmission_sig"] == _signature(body["webhook_event"])
        return 200, {"verification_status": "SUCCESS" if is_good else "FAILURE"}


def send(shop: Shop, event: Json, *, signature: str | None = None) -> httpx.Response:
    """An event as PayPal sends it."""
    headers = {
        "PayPal-Auth-Algo": "SHA256withRSA",
        "PayPal-Cert-Url": "https://api.paypal.com/v1/notifications/certs/CERT-1",
        "PayPal-Transmission-Id": unique("transmission"),
        "PayPal-Transmission-Sig": signature or _signature(event),
        "PayPal-Transmission-Time": "2026-01-01T00:00:00Z",
        "Content-Type": "application/json",
    }
    return shop.guest().post(WEBHOOK, content=json.dumps(event).encode(), headers=headers)


def _signature(event: Json) -> str:
    return hashlib.sha256(b"paypal" + json.dumps(event, sort_keys=True).encode()).hexdigest()


def _found(things: dict[str, Json], name: str) -> tuple[int, Json]:
    return (200, things[name]) if name in things else (404, {"name": "RESOURCE_NOT_FOUND"})


@contextmanager
def open_paypal() -> Iterator[FakePaypal]:
    paypal = FakePaypal()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer("GET")

        def do_POST(self) -> None:
            self._answer("POST")

        def _answer(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, told = paypal.answer(method, self.path, self.headers, body)
            text = json.dumps(told).encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)
            except OSError:
                self.close_connection = True  # whoever asked has gone

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    paypal.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield paypal
    finally:
        server.shutdown()
        server.server_close()
