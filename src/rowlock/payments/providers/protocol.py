"""What a payment provider is asked, and what it tells. Whatever is not a clear answer is `unknown`, never an exception.

A time-out, a broken connection or a 5xx says nothing about what the provider did: the same question is asked again,
with the same key, until it is answered.
"""

from collections.abc import Mapping
from typing import Final, Literal, Protocol
from uuid import UUID

import msgspec

ProviderName = Literal["stripe", "paypal"]

IntentState = Literal[
    "unknown", "requires_action", "approved", "processing", "authorized", "succeeded", "failed", "cancelled"
]
"""`requires_action`: the buyer's turn. `approved`: the buyer is done, and the money is there to be taken. `processing`:
under way at the provider for minutes or days."""

RefundState = Literal["pending", "unknown", "succeeded", "failed"]

CALL_SECONDS: Final = 8.0
"""How long a provider may take for one answer."""


class WantedIntent(msgspec.Struct, frozen=True, kw_only=True):
    """An amount to be had from a buyer. `key` is the same at every try, so that all of them make one."""

    key: str
    intent_id: UUID
    order_id: UUID
    amount: int
    currency: str


class WantedRefund(msgspec.Struct, frozen=True, kw_only=True):
    """An amount to be given back of what a charge brought in. `key` is the same at every try."""

    key: str
    refund_id: UUID
    refund_reference: str | None
    reference: str
    charge_reference: str | None
    amount: int
    currency: str


class ToldIntent(msgspec.Struct, frozen=True, kw_only=True):
    """An intent as the provider sees it. `received` is what it took in, in the minor unit of `currency`."""

    state: IntentState
    reference: str | None = None
    charge_reference: str | None = None
    client_secret: str | None = None
    amount: int | None = None
    received: int = 0
    currency: str | None = None
    intent_id: UUID | None = None
    reason: str | None = None


class ToldRefund(msgspec.Struct, frozen=True, kw_only=True):
    """A refund as the provider sees it."""

    state: RefundState
    reference: str | None = None
    intent_reference: str | None = None
    charge_reference: str | None = None
    refund_id: UUID | None = None
    amount: int | None = None
    reason: str | None = None


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What a webhook brought, once its signature was found good. Nothing set beside the first two is of no concern."""

    event_id: str
    kind: str
    intent: ToldIntent | None = None
    refund: ToldRefund | None = None
    dispute: str | None = None


class Provider(Protocol):
    """One company that takes money. Its calls end within `CALL_SECONDS` and raise nothing of the network's."""

    name: ProviderName

    async def create_intent(self, wanted: WantedIntent) -> ToldIntent: ...

    async def get_intent(self, reference: str) -> ToldIntent: ...

    async def capture(self, reference: str, *, amount: int, currency: str, key: str) -> ToldIntent:
        """Takes the money of what is approved or authorised; what is left of an authorisation goes back."""
        ...

    async def cancel(self, reference: str, *, key: str) -> ToldIntent:
        """Ends an intent. One that has brought money is not ended: its state is told."""
        ...

    async def refund(self, wanted: WantedRefund) -> ToldRefund: ...

    async def find_refund(self, wanted: WantedRefund) -> ToldRefund | None:
        """A refund asked for before, None where the provider has none; its answer may have been lost on the way."""
        ...

    async def read_notice(self, headers: Mapping[str, str], body: bytes) -> Notice:
        """The event that a webhook brought. BadSignature where it is not the provider's."""
        ...

    async def aclose(self) -> None: ...
