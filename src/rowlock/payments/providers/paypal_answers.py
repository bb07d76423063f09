"""What PayPal's answers and events mean. Pure."""

from typing import Any, Final
from uuid import UUID

import msgspec

from rowlock import money
from rowlock.payments.providers.protocol import IntentState, Notice, RefundState, ToldIntent, ToldRefund

_ORDER_STATES: Final[dict[str, IntentState]] = {
    "CREATED": "requires_action",
    "SAVED": "requires_action",
    "PAYER_ACTION_REQUIRED": "requires_action",
    "APPROVED": "approved",
    "VOIDED": "cancelled",
}
_CAPTURE_STATES: Final[dict[str, IntentState]] = {
    "COMPLETED": "succeeded",
    "PARTIALLY_REFUNDED": "succeeded",
    "REFUNDED": "succeeded",
    "PENDING": "processing",
    "DECLINED": "failed",
    "FAILED": "failed",
}
_REFUND_STATES: Final[dict[str, RefundState]] = {
    "COMPLETED": "succeeded",
    "PENDING": "pending",
    "CANCELLED": "failed",
    "FAILED": "failed",
}


class Amount(msgspec.Struct, frozen=True):
    """Decimal text, as PayPal writes money."""

    currency_code: str
    value: str

    @property
    def minor(self) -> int:
        return money.from_text(self.value, self.currency_code)


class Link(msgspec.Struct, frozen=True):
    href: str
    rel: str


class Related(msgspec.Struct, frozen=True):
    order_id: str | None = None
    capture_id: str | None = None


class Supplement(msgspec.Struct, frozen=True):
    related_ids: Related = Related()


class Capture(msgspec.Struct, frozen=True):
    """Money that was taken, or is being taken."""

    id: str
    status: str
    amount: Amount
    custom_id: str | None = None
    supplementary_data: Supplement = Supplement()


class Payments(msgspec.Struct, frozen=True):
    captures: list[Capture] = []


class Unit(msgspec.Struct, frozen=True):
    amount: Amount | None = None
    custom_id: str | None = None
    payments: Payments = Payments()


class PaypalOrder(msgspec.Struct, frozen=True):
    """What a buyer approves."""

    id: str
    status: str
    purchase_units: list[Unit] = []


class PaypalRefund(msgspec.Struct, frozen=True):
    id: str
    status: str
    amount: Amount | None = None
    custom_id: str | None = None
    links: list[Link] = []


class DisputedTransaction(msgspec.Struct, frozen=True):
    seller_transaction_id: str | None = None


class Dispute(msgspec.Struct, frozen=True):
    dispute_id: str
    disputed_transactions: list[DisputedTransaction] = []


class Event(msgspec.Struct, frozen=True):
    """An event as it comes; what `resource` is says `event_type`."""

    id: str
    event_type: str
    resource: dict[str, Any]


class _Detail(msgspec.Struct, frozen=True):
    issue: str | None = None


class _Problem(msgspec.Struct, frozen=True):
    name: str | None = None
    details: list[_Detail] = []


def order(text: str | bytes) -> ToldIntent:
    """What an order came to."""
    return _order(msgspec.json.decode(text, type=PaypalOrder))


def refund(text: str | bytes) -> ToldRefund:
    """What a refund came to."""
    return _refund(msgspec.json.decode(text, type=PaypalRefund))


def issue_of(text: str) -> str:
    """PayPal's word for why it refuses."""
    try:
        problem = msgspec.json.decode(text, type=_Problem)
    except msgspec.DecodeError:
        return "refused"
    issues = [detail.issue for detail in problem.details if detail.issue]
    return issues[0] if issues else problem.name or "refused"


def notice(event: Event) -> Notice:
    """What an event is about. One of no concern, or that cannot be read, tells nothing."""
    kind, known = event.event_type, Notice(event_id=event.id, kind=event.event_type)
    try:
        if kind.startswith("CHECKOUT.ORDER."):
            return _with(known, intent=_order(msgspec.convert(event.resource, PaypalOrder)))
        if kind in ("PAYMENT.CAPTURE.REFUNDED", "PAYMENT.REFUND.PENDING", "PAYMENT.REFUND.FAILED"):
            return _with(known, refund=_refund(msgspec.convert(event.resource, PaypalRefund)))
        if kind == "PAYMENT.CAPTURE.REVERSED":
            taken = _refund(msgspec.convert(event.resource, PaypalRefund))
            intent = ToldIntent(state="unknown", charge_reference=taken.charge_reference)
            return _with(known, intent=intent, dispute=taken.reference)
        if kind.startswith("PAYMENT.CAPTURE."):
            capture = msgspec.convert(event.resource, Capture)
            return _with(known, intent=_capture(capture, capture.supplementary_data.related_ids.order_id))
        if kind == "CUSTOMER.DISPUTE.CREATED":
            dispute = msgspec.convert(event.resource, Dispute)
            disputed = next((t.seller_transaction_id for t in dispute.disputed_transactions), None)
            intent = ToldIntent(state="unknown", charge_reference=disputed)
            return _with(known, intent=intent, dispute=dispute.dispute_id)
    except (msgspec.ValidationError, ValueError):
        pass
    return known


def _with(
    known: Notice, *, intent: ToldIntent | None = None, refund: ToldRefund | None = None, dispute: str | None = None
) -> Notice:
    return msgspec.structs.replace(known, intent=intent, refund=refund, dispute=dispute)


def _order(made: PaypalOrder) -> ToldIntent:
    unit = made.purchase_units[0] if made.purchase_units else Unit()
    if unit.payments.captures:
        # The last one: those before it were declined.
        return _capture(unit.payments.captures[-1], made.id)
    return ToldIntent(
        state=_ORDER_STATES.get(made.status, "unknown"),
        reference=made.id,
        client_secret=made.id,
        amount=unit.amount.minor if unit.amount is not None else None,
        currency=unit.amount.currency_code if unit.amount is not None else None,
        intent_id=_id(unit.custom_id),
    )


def _capture(made: Capture, order_id: str | None) -> ToldIntent:
    state = _CAPTURE_STATES.get(made.status, "unknown")
    return ToldIntent(
        state=state,
        reference=order_id,
        charge_reference=made.id,
        client_secret=order_id,
        amount=made.amount.minor,
        received=made.amount.minor if state == "succeeded" else 0,
        currency=made.amount.currency_code,
        intent_id=_id(made.custom_id),
    )


def _refund(made: PaypalRefund) -> ToldRefund:
    above = next((link.href for link in made.links if link.rel == "up"), "")
    return ToldRefund(
        state=_REFUND_STATES.get(made.status, "unknown"),
        reference=made.id,
        charge_reference=above.rpartition("/")[2] or None,
        refund_id=_id(made.custom_id),
        amount=made.amount.minor if made.amount is not None else None,
    )


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
