"""Stripe by its own library: payment intents, refunds, and webhooks signed with a shared secret."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec
import stripe
import structlog

from rowlock.errors import InvalidRequest
from rowlock.payments.errors import BadSignature
from rowlock.payments.providers.protocol import (
    CALL_SECONDS,
    IntentState,
    Notice,
    ProviderName,
    RefundState,
    ToldIntent,
    ToldRefund,
    WantedIntent,
    WantedRefund,
)
from rowlock.settings import Settings

T = TypeVar("T")
log: Final = structlog.get_logger("rowlock.payments")

_INTENT: Final = "rowlock_intent"
_REFUND: Final = "rowlock_refund"
_MOST_REFUNDS: Final = 100
_TOLERANCE_SECONDS: Final = 300
_STATES: Final[dict[str, IntentState]] = {
    "requires_payment_method": "requires_action",
    "requires_confirmation": "requires_action",
    "requires_action": "requires_action",
    "processing": "processing",
    "requires_capture": "authorized",
    "succeeded": "succeeded",
    "canceled": "cancelled",
}
_REFUND_STATES: Final[dict[str, RefundState]] = {
    "pending": "pending",
    "requires_action": "pending",
    "succeeded": "succeeded",
    "failed": "failed",
    "canceled": "failed",
}
# What says nothing about whether the call had its effect, or will have it once the key is mended.
_SILENT: Final = (
    stripe.APIConnectionError,
    stripe.APIError,
    stripe.RateLimitError,
    stripe.IdempotencyError,
    stripe.AuthenticationError,
    stripe.PermissionError,
)


class StripeProvider:
    """One account at Stripe. `capture` is `automatic`, or `manual`: then money is authorised and taken on shipping."""

    name: ProviderName = "stripe"

    def __init__(self, settings: Settings) -> None:
        self._webhook_secret = settings.stripe_webhook_secret or ""
        self._capture_method = settings.stripe_capture
        self._http: Any = stripe.HTTPXClient(timeout=CALL_SECONDS)
        addresses: Any = {"api": settings.stripe_api_url} if settings.stripe_api_url else None
        client = stripe.StripeClient(
            settings.stripe_secret_key or "",
            base_addresses=addresses,
            http_client=self._http,
            max_network_retries=0,  # the reconciler tries again, with a longer breath
        )
        self._intents: Any = client.v1.payment_intents
        self._refunds: Any = client.v1.refunds

    async def create_intent(self, wanted: WantedIntent) -> ToldIntent:
        params = {
            "amount": wanted.amount,
            "currency": wanted.currency.lower(),
            "capture_method": self._capture_method,
            "metadata": {_INTENT: str(wanted.intent_id), "order": str(wanted.order_id)},
        }
        return await self._ask_intent(lambda: self._intents.create_async(params, {"idempotency_key": wanted.key}))

    async def get_intent(self, reference: str) -> ToldIntent:
        return await self._ask_intent(lambda: self._intents.retrieve_async(reference))

    async def capture(self, reference: str, *, amount: int, currency: str, key: str) -> ToldIntent:
        options = {"idempotency_key": key}
        params = {"amount_to_capture": amount}
        told = await self._ask_intent(lambda: self._intents.capture_async(reference, params, options))
        return await self._state_of_refused(told, reference)

    async def cancel(self, reference: str, *, key: str) -> ToldIntent:
        options = {"idempotency_key": key}
        told = await self._ask_intent(lambda: self._intents.cancel_async(reference, {}, options))
        return await self._state_of_refused(told, reference)

    async def refund(self, wanted: WantedRefund) -> ToldRefund:
        params = {
            "payment_intent": wanted.reference,
            "amount": wanted.amount,
            "metadata": {_REFUND: str(wanted.refund_id)},
        }
        try:
            made = await _call(lambda: self._refunds.create_async(params, {"idempotency_key": wanted.key}))
        except stripe.StripeError as error:
            return ToldRefund(state="failed", refund_id=wanted.refund_id, reason=_reason(error))
        return ToldRefund(state="unknown") if made is None else _refund(_plain(made))

    async def find_refund(self, wanted: WantedRefund) -> ToldRefund | None:
        params = {"payment_intent": wanted.reference, "limit": _MOST_REFUNDS}
        try:
            listed = await _call(lambda: self._refunds.list_async(params))
        except stripe.StripeError:
            listed = None
        if listed is None:
            return ToldRefund(state="unknown")
        for made in map(_plain, listed.data):
            if (made.get("metadata") or {}).get(_REFUND) == str(wanted.refund_id):
                return _refund(made)
        return None

    async def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        signature = headers.get("stripe-signature")
        try:
            text = body.decode()
            verified = stripe.WebhookSignature.verify_header(text, signature, self._webhook_secret, _TOLERANCE_SECONDS)
        except (stripe.SignatureVerificationError, ValueError, IndexError, AttributeError):
            verified = False
        if not verified:
            raise BadSignature
        try:
            event = msgspec.json.decode(body, type=_Event)
        except msgspec.DecodeError as error:
            raise InvalidRequest(f"This is no event of Stripe: {error}") from None
        return _notice(event)

    async def aclose(self) -> None:
        await self._http.close_async()

    async def _ask_intent(self, ask: Callable[[], Awaitable[Any]]) -> ToldIntent:
        try:
            told = await _call(ask)
        except stripe.StripeError as error:
            return ToldIntent(state="failed", reason=_reason(error))
        return ToldIntent(state="unknown") if told is None else _intent(_plain(told))

    async def _state_of_refused(self, told: ToldIntent, reference: str) -> ToldIntent:
        """A refusal means that the intent is already elsewhere: where, it says itself."""
        if told.state == "failed" and told.reference is None:
            found = await self.get_intent(reference)
            return found if found.reference is not None else ToldIntent(state="unknown", reason=told.reason)
        return told


class _Event(msgspec.Struct):
    """As much of an event as is read."""

    id: str
    type: str
    data: "_EventData"


class _EventData(msgspec.Struct):
    object: dict[str, Any]


async def _call(ask: Callable[[], Awaitable[T]]) -> T | None:
    """The answer, None where there is none to rely on. What the provider clearly refuses is raised."""
    try:
        return await ask()
    except _SILENT as error:
        log.warning("payments.provider_silent", provider="stripe", error=f"{type(error).__name__}: {str(error)[:300]}")
        return None


def _plain(answer: Any) -> dict[str, Any]:
    plain: dict[str, Any] = answer.to_dict()
    return plain


def _intent(made: Mapping[str, Any]) -> ToldIntent:
    state = _STATES.get(str(made.get("status")), "unknown")
    error = made.get("last_payment_error")
    if state == "requires_action" and error:
        state = "failed"
    charge = made.get("latest_charge")
    return ToldIntent(
        state=state,
        reference=str(made["id"]),
        charge_reference=charge if isinstance(charge, str) else None,
        client_secret=made.get("client_secret"),
        amount=made.get("amount"),
        received=int(made.get("amount_received") or 0),
        currency=str(made.get("currency") or "").upper() or None,
        intent_id=_id((made.get("metadata") or {}).get(_INTENT)),
        reason=str(error.get("code") or "declined") if isinstance(error, Mapping) else None,
    )


def _refund(made: Mapping[str, Any]) -> ToldRefund:
    return ToldRefund(
        state=_REFUND_STATES.get(str(made.get("status")), "unknown"),
        reference=str(made["id"]),
        intent_reference=made.get("payment_intent"),
        refund_id=_id((made.get("metadata") or {}).get(_REFUND)),
        amount=made.get("amount"),
        reason=made.get("failure_reason"),
    )


def _notice(event: _Event) -> Notice:
    subject = event.data.object
    kind = event.type
    if "id" not in subject:
        return Notice(event_id=event.id, kind=kind)
    if kind.startswith("payment_intent."):
        return Notice(event_id=event.id, kind=kind, intent=_intent(subject))
    if kind in ("refund.created", "refund.updated", "refund.failed", "charge.refund.updated"):
        return Notice(event_id=event.id, kind=kind, refund=_refund(subject))
    if kind == "charge.dispute.created":
        intent = ToldIntent(state="unknown", reference=subject.get("payment_intent"))
        return Notice(event_id=event.id, kind=kind, intent=intent, dispute=str(subject["id"]))
    return Notice(event_id=event.id, kind=kind)


def _id(text: Any) -> UUID | None:
    try:
        return UUID(str(text))
    except ValueError:
        return None


def _reason(error: stripe.StripeError) -> str:
    return str(error.code or type(error).__name__)
