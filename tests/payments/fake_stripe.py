"""Stripe as the tests have it: they pay in the buyer's place, read what it did, and send its events when they want."""

import hashlib
import hmac
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from tests.shop import Shop, unique

KEY: Final = "sk_test_rowlock"
SECRET: Final = "whsec_of_the_tests"
WEBHOOK: Final = "/payments/stripe/webhook"


class FakeStripe:
    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.http = httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {KEY}"}, timeout=30)

    @property
    def settings(self) -> dict[str, str]:
        return {
            "ROWLOCK_STRIPE_SECRET_KEY": KEY,
            "ROWLOCK_STRIPE_WEBHOOK_SECRET": SECRET,
            "ROWLOCK_STRIPE_API_URL": self.url,
        }

    def told(self, answer: httpx.Response) -> dict[str, Any]:
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    # The buyer

    def pay(self, client_secret: str, card: str = "pm_card_visa") -> str:
        """Pays as a browser does, and says which intent it was."""
        reference = client_secret.partition("_secret_")[0]
        self.told(self.http.post(f"/v1/payment_intents/{reference}", data={"payment_method": card}))
        self.http.post(f"/v1/payment_intents/{reference}/confirm")
        return reference

    def decline(self, client_secret: str) -> str:
        return self.pay(client_secret, "pm_card_chargeCustomerFail")

    # What it did

    def intent(self, reference: str) -> dict[str, Any]:
        return self.told(self.http.get(f"/v1/payment_intents/{reference}"))

    def intents_of(self, order_id: str) -> list[dict[str, Any]]:
        listed = self.told(self.http.get("/v1/payment_intents", params={"limit": 100}))["data"]
        return [intent for intent in listed if intent["metadata"].get("order") == order_id]

    def refunds(self, reference: str) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self.told(
            self.http.get("/v1/refunds", params={"payment_intent": reference, "limit": 100})
        )["data"]
        return listed

    def event(self, kind: str, reference: str) -> dict[str, Any]:
        """The event that it would send of what became of an intent."""
        listed = self.told(self.http.get("/v1/events", params={"type": kind, "limit": 100}))["data"]
        return next(event for event in listed if event["data"]["object"]["id"] == reference)

    def made_up(self, kind: str, subject: dict[str, Any]) -> dict[str, Any]:
        """An event that it does not make itself."""
        return {"id": unique("evt"), "object": "event", "type": kind, "data": {"object": subject}}

    # Its moods

    def fail(self, path: str, *, times: int = 1, after_effect: bool = False, **how: Any) -> None:
        """`status=500`, or `hang_seconds=…`; with `after_effect` it has done what it was asked for."""
        body = {"path": path, "times": times, "after_effect": after_effect, **how}
        assert self.http.post("/_config/faults", json=body).status_code == 200

    def forget_keys(self) -> None:
        """A day goes by: the same key would do the same once more."""
        assert self.http.delete("/_config/keys").status_code == 200

    def forget_faults(self) -> int:
        """How many calls would still have been broken."""
        left: int = self.told(self.http.delete("/_config/faults"))["left"]
        return left

    def next_refund(self, state: str) -> None:
        assert self.http.post("/_config/refund_state", json={"state": state}).status_code == 200

    def change_refund(self, refund_id: str, state: str) -> None:
        assert self.http.post(f"/_config/refunds/{refund_id}", json={"state": state}).status_code == 200

    def send_to(self, url: str) -> None:
        """From now on it sends its events there, each a second after it happened."""
        body = {"url": url, "secret": SECRET}
        assert self.http.post("/_config/webhooks/shop", json=body).status_code == 200


def signed(body: bytes, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    stamp = int(at or time.time())
    signature = hmac.new(secret.encode(), b"%d.%s" % (stamp, body), hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={stamp},v1={signature}", "Content-Type": "application/json; charset=utf-8"}


def send(shop: Shop, event: dict[str, Any], *, api: int = 0) -> httpx.Response:
    """An event as Stripe sends it."""
    body = json.dumps(event, indent=2).encode()
    return shop.client(api=api).post(WEBHOOK, content=body, headers=signed(body))


@contextmanager
def open_stripe(folder: Path) -> Iterator[FakeStripe]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with (folder / "stripe.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.payments.stripe_server", str(port)], stdout=log, stderr=log
        )
    stripe = FakeStripe(port)
    deadline = time.monotonic() + 30
    try:
        while True:
            try:
                stripe.http.get("/v1/events")
                break
            except httpx.HTTPError:
                assert time.monotonic() < deadline, (folder / "stripe.log").read_text()
                time.sleep(0.05)
        yield stripe
    finally:
        stripe.http.close()
        process.terminate()
        process.wait(10)
