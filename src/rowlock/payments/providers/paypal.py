"""PayPal by its own library: an order that the buyer approves there, then captured by us; refunds; webhooks that PayPal
itself vouches for.

The library blocks, so it works in threads of its own. It knows no webhooks: those are verified by a call of ours.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import httpx
import msgspec
import structlog
from paypalserversdk.configuration import Configuration, Server
from paypalserversdk.exceptions.api_exception import ApiException
from paypalserversdk.http.auth.o_auth_2 import ClientCredentialsAuthCredentials
from paypalserversdk.models.amount_with_breakdown import AmountWithBreakdown
from paypalserversdk.models.checkout_payment_intent import CheckoutPaymentIntent
from paypalserversdk.models.money import Money
from paypalserversdk.models.order_request import OrderRequest
from paypalserversdk.models.purchase_unit_request import PurchaseUnitRequest
from paypalserversdk.models.refund_request import RefundRequest
from paypalserversdk.paypal_serversdk_client import PaypalServersdkClient

from rowlock import money
from rowlock.errors import Unavailable
from rowlock.payments.errors import BadSignature
from rowlock.payments.providers import paypal_answers
from rowlock.payments.providers.protocol import (
    CALL_SECONDS,
    Notice,
    ProviderName,
    ToldIntent,
    ToldRefund,
    WantedIntent,
    WantedRefund,
)
from rowlock.settings import Settings

log: Final = structlog.get_logger("rowlock.payments")

_THREADS: Final = 8
_VERIFIED_AT_ONCE: Final = 4
_WHOLE: Final = "return=representation"
_LONGEST_HEADER: Final = 2_000
# What says nothing about whether the call had its effect, or will have it once the settings are mended.
_SILENT: Final = (401, 403, 408, 425, 429)
_GONE: Final = 404
_HEADERS: Final = {
    "auth_algo": "paypal-auth-algo",
    "cert_url": "paypal-cert-url",
    "transmission_id": "paypal-transmission-id",
    "transmission_sig": "paypal-transmission-sig",
    "transmission_time": "paypal-transmission-time",
}


class Refused(Exception):
    """A clear no, with PayPal's word for it."""

    def __init__(self, status: int, issue: str) -> None:
        super().__init__(issue)
        self.status = status
        self.issue = issue


class _Configuration(Configuration):  # type: ignore[misc]  # the library has no types
    """The library knows its two servers only."""

    def __init__(self, api_url: str, credentials: ClientCredentialsAuthCredentials) -> None:
        super().__init__(timeout=CALL_SECONDS, max_retries=0, client_credentials_auth_credentials=credentials)
        self.api_url = api_url.rstrip("/")

    def get_base_uri(self, server: Any = Server.DEFAULT) -> str:
        return self.api_url


class PaypalProvider:
    """One account at PayPal. The buyer pays with the id of PayPal's order, which stands for a `client_secret`."""

    name: ProviderName = "paypal"

    def __init__(self, settings: Settings) -> None:
        credentials = ClientCredentialsAuthCredentials(
            settings.paypal_client_id or "", settings.paypal_client_secret or ""
        )
        self._client = PaypalServersdkClient(config=_Configuration(settings.paypal_api_url, credentials))
        self._webhook_id = settings.paypal_webhook_id or ""
        self._http = httpx.AsyncClient(base_url=settings.paypal_api_url, timeout=CALL_SECONDS)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="paypal")
        self._token = ("", 0.0)
        self._verifying = asyncio.Semaphore(_VERIFIED_AT_ONCE)

    async def create_intent(self, wanted: WantedIntent) -> ToldIntent:
        unit = PurchaseUnitRequest(
            amount=AmountWithBreakdown(wanted.currency, money.to_text(wanted.amount, wanted.currency)),
            custom_id=str(wanted.intent_id),
        )
        options = {
            "body": OrderRequest(CheckoutPaymentIntent.CAPTURE, [unit]),
            "paypal_request_id": wanted.key,
            "prefer": _WHOLE,
        }
        try:
            answer = await self._call(lambda: self._client.orders.create_order(options))
        except Refused as refusal:
            return ToldIntent(state="failed", reason=refusal.issue)
        return ToldIntent(state="unknown") if answer is None else paypal_answers.order(answer)

    async def get_intent(self, reference: str) -> ToldIntent:
        try:
            answer = await self._call(lambda: self._client.orders.get_order({"id": reference}))
        except Refused as refusal:
            # PayPal forgets what nobody approved within some hours.
            return ToldIntent(state="cancelled" if refusal.status == _GONE else "unknown", reason=refusal.issue)
        return ToldIntent(state="unknown") if answer is None else paypal_answers.order(answer)

    async def capture(self, reference: str, *, amount: int, currency: str, key: str) -> ToldIntent:
        """An order is captured once, so no key is sent: it would give a declined buyer the same answer for ever."""
        options = {"id": reference, "prefer": _WHOLE}
        try:
            answer = await self._call(lambda: self._client.orders.capture_order(options))
        except Refused as refusal:
            found = await self.get_intent(reference)
            if found.state == "approved":
                return ToldIntent(state="failed", reference=reference, reason=refusal.issue)
            return found
        return ToldIntent(state="unknown") if answer is None else paypal_answers.order(answer)

    async def cancel(self, reference: str, *, key: str) -> ToldIntent:
        """PayPal ends an order by itself; until then it brings no money unless we capture it."""
        found = await self.get_intent(reference)
        if found.state in ("requires_action", "approved", "failed"):
            return ToldIntent(state="cancelled", reference=reference)
        return found

    async def refund(self, wanted: WantedRefund) -> ToldRefund:
        options = {
            "capture_id": wanted.charge_reference,
            "paypal_request_id": wanted.key,
            "prefer": _WHOLE,
            "body": RefundRequest(
                amount=Money(wanted.currency, money.to_text(wanted.amount, wanted.currency)),
                custom_id=str(wanted.refund_id),
            ),
        }
        try:
            answer = await self._call(lambda: self._client.payments.refund_captured_payment(options))
        except Refused as refusal:
            return ToldRefund(state="failed", refund_id=wanted.refund_id, reason=refusal.issue)
        return ToldRefund(state="unknown") if answer is None else paypal_answers.refund(answer)

    async def find_refund(self, wanted: WantedRefund) -> ToldRefund | None:
        """By its name, where it has told that. Else the next try tells: the same key gives the same refund."""
        if wanted.refund_reference is None:
            return None
        try:
            answer = await self._call(lambda: self._client.payments.get_refund({"refund_id": wanted.refund_reference}))
        except Refused:
            return ToldRefund(state="unknown")
        return ToldRefund(state="unknown") if answer is None else paypal_answers.refund(answer)

    async def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        sent = {name: headers.get(header, "") for name, header in _HEADERS.items()}
        if not all(0 < len(value) <= _LONGEST_HEADER for value in sent.values()):
            raise BadSignature
        try:
            event = msgspec.json.decode(body, type=paypal_answers.Event)
        except msgspec.DecodeError:
            raise BadSignature from None
        if not await self._is_genuine(sent, body):
            raise BadSignature
        return paypal_answers.notice(event)

    async def aclose(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        await self._http.aclose()

    async def _is_genuine(self, sent: dict[str, str], body: bytes) -> bool:
        """Asks PayPal, with the event byte for byte as it came. Where that does not answer, the event is sent again."""
        if self._verifying.locked():
            raise Unavailable("Too many events are being verified")
        claims = msgspec.json.encode({**sent, "webhook_id": self._webhook_id})
        question = claims[:-1] + b',"webhook_event":' + body + b"}"
        async with self._verifying:
            token = await self._bearer()
            try:
                answer = await self._http.post(
                    "/v1/notifications/verify-webhook-signature",
                    content=question,
                    headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
                )
            except httpx.HTTPError:
                raise Unavailable("PayPal does not answer") from None
        if answer.is_server_error or answer.status_code in _SILENT:
            raise Unavailable("PayPal does not answer")
        return answer.is_success and answer.json().get("verification_status") == "SUCCESS"

    async def _bearer(self) -> str:
        """A token for what the library cannot ask."""
        token, good_until = self._token
        if time.monotonic() < good_until:
            return token
        try:
            fetched = await self._ask(self._client.oauth_2.fetch_token)
        except Refused:
            fetched = None
        if fetched is None:
            raise Unavailable("PayPal does not answer")
        self._token = (str(fetched.access_token), time.monotonic() + int(fetched.expires_in) * 0.9)
        return self._token[0]

    async def _call(self, ask: Callable[[], Any]) -> str | None:
        """The answer's text, None where there is none to rely on. What PayPal clearly refuses is raised as Refused."""
        answer = await self._ask(ask)
        return None if answer is None else str(answer.text)

    async def _ask(self, ask: Callable[[], Any]) -> Any:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CALL_SECONDS + 1):
                return await loop.run_in_executor(self._threads, ask)
        except ApiException as error:
            if error.response_code < 500 and error.response_code not in _SILENT:
                raise Refused(error.response_code, paypal_answers.issue_of(error.response.text)) from None
            reason = str(error.response_code)
        except Exception as error:
            # Whatever the library stumbles over, be it an answer that it cannot read: it may have been done.
            reason = f"{type(error).__name__}: {str(error)[:300]}"
        log.warning("payments.provider_silent", provider="paypal", error=reason)
        return None
