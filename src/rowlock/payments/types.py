"""Money on its way in and out, as rows of two ledgers, and what providers said of it."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from rowlock.payments.providers.protocol import RefundState

KeptState = Literal[
    "unknown",
    "requires_action",
    "approved",
    "processing",
    "authorized",
    "succeeded",
    "failed",
    "cancelled",
    "mismatched",
]
"""What a provider tells of an intent, and `mismatched`: paid, but not what was asked for."""

ProblemKind = Literal[
    "amount_mismatch", "unknown_payment", "unknown_refund", "refund_failed", "refund_stuck", "not_payable", "dispute"
]


class Payment(msgspec.Struct):
    """Money that came in. `amount` in the minor unit of `currency`."""

    id: UUID
    amount: int
    currency: str
    provider: str
    created_at: datetime


class RefundRow(msgspec.Struct, frozen=True):
    id: UUID
    created_at: datetime
    state: RefundState


class Intent(msgspec.Struct, frozen=True):
    """What a provider was asked to take in for an order. `captured` stands in the ledger."""

    id: UUID
    order_id: UUID
    provider: str
    amount: int
    currency: str
    provider_key: str
    provider_reference: str | None
    charge_reference: str | None
    client_secret: str | None
    state: KeptState
    capture_amount: int | None
    captured: int


class ExpiredIntent(msgspec.Struct, frozen=True):
    """An intent whose order has waited for its payment until `expires_at`."""

    id: UUID
    order_id: UUID
    provider: str
    provider_key: str
    provider_reference: str | None
    expires_at: datetime


class Found(msgspec.Struct, frozen=True):
    """Which of ours a provider means, and whose order it belongs to."""

    id: UUID
    order_id: UUID


class ProviderRefund(msgspec.Struct, frozen=True):
    """Money that a provider is to give back, and of which payment."""

    id: UUID
    order_id: UUID
    amount: int
    currency: str
    state: RefundState
    provider_key: str
    provider_reference: str | None
    attempts: int
    created_at: datetime
    intent_id: UUID
    provider: str
    intent_reference: str
    charge_reference: str | None


class DueRefund(msgspec.Struct, frozen=True):
    """A refund that its provider is to be asked about."""

    id: UUID
    provider: str


class ReversedItem(msgspec.Struct, frozen=True):
    order_item_id: UUID
    quantity: int


class Problem(msgspec.Struct):
    """What does not add up by itself. `reference` is how the provider names what it is about."""

    id: UUID
    kind: ProblemKind
    provider: str
    order_id: UUID | None
    reference: str
    detail: str
    created_at: datetime
    resolved_at: datetime | None
    note: str | None


class ResolveProblem(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How it was put in order."""

    note: Annotated[str, Meta(min_length=1, max_length=1000)]
