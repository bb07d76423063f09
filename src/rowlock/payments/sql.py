"""The statements of `sql/payments/`."""

from datetime import datetime
from uuid import UUID

from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement
from rowlock.payments.types import (
    DueRefund,
    ExpiredIntent,
    Found,
    Intent,
    Payment,
    Problem,
    ProviderRefund,
    RefundRow,
    ReversedItem,
)


@statement
async def insert_payment(
    db: Writer,
    *,
    order_id: UUID,
    provider: str,
    amount: int,
    currency: str,
    actor_id: UUID | None,
    intent_id: UUID | None,
) -> Payment: ...


@statement
async def list_payments(db: Reader, *, order_id: UUID) -> list[Payment]: ...


@statement
async def insert_refund(
    db: Writer,
    *,
    order_id: UUID,
    amount: int,
    currency: str,
    reason: str,
    actor_id: UUID | None,
    order_item_ids: list[UUID],
    quantities: list[int],
    restocks: list[bool],
) -> RefundRow: ...


@statement
async def insert_intent(
    db: Writer,
    *,
    order_id: UUID,
    provider: str,
    amount: int,
    currency: str,
    provider_key: str,
    expires_at: datetime,
) -> None: ...


@statement
async def list_expired_intents(
    db: Reader, *, after_at: datetime | None, after_id: UUID | None, most: int
) -> list[ExpiredIntent]: ...


@statement
async def decide_intent(db: Writer, *, id: UUID) -> None: ...


@statement
async def get_intent_of_order(db: Reader, *, order_id: UUID) -> Intent | None: ...


@statement
async def lock_intent(db: Writer, *, id: UUID) -> Intent: ...


@statement
async def find_intent(
    db: Reader, *, provider: str, reference: str | None, charge_reference: str | None, id: UUID | None
) -> Found | None: ...


@statement
async def advance_intent(
    db: Writer,
    *,
    id: UUID,
    state: str,
    captured: int,
    provider_reference: str | None,
    charge_reference: str | None,
    client_secret: str | None,
    next_check_at: datetime | None,
    is_decided: bool,
) -> None: ...


@statement
async def claim_due_intents(db: Writer, *, most: int) -> list[Intent]: ...


@statement
async def ask_soon(db: Writer, *, id: UUID) -> None: ...


@statement
async def forget_client_secrets(db: Writer, *, most: int) -> int: ...


@statement
async def want_capture(db: Writer, *, id: UUID, amount: int) -> None: ...


@statement
async def get_refund(db: Reader, *, id: UUID) -> ProviderRefund | None: ...


@statement
async def find_refund(db: Reader, *, provider: str, id: UUID | None, reference: str | None) -> Found | None: ...


@statement
async def claim_due_refunds(db: Writer, *, most: int) -> list[DueRefund]: ...


@statement
async def begin_refund(db: Writer, *, id: UUID) -> None: ...


@statement
async def advance_refund(
    db: Writer, *, id: UUID, state: str, provider_reference: str | None, next_check_at: datetime | None
) -> None: ...


@statement
async def reverse_refund(db: Writer, *, id: UUID) -> list[ReversedItem]: ...


@statement
async def insert_event(
    db: Writer, *, provider: str, event_id: str, kind: str, order_id: UUID | None
) -> bool | None: ...


@statement
async def finish_event(db: Writer, *, provider: str, event_id: str, outcome: str) -> None: ...


@statement
async def delete_old_events(db: Writer, *, most: int) -> int: ...


@statement
async def insert_problem(
    db: Writer, *, kind: str, provider: str, order_id: UUID | None, reference: str, detail: str
) -> None: ...


@statement
async def list_problems(
    db: Reader, *, is_resolved: bool | None, before: UUID | None, skip: int, most: int
) -> list[Problem]: ...


@statement
async def count_problems(db: Reader, *, is_resolved: bool | None, most: int) -> int: ...


@statement
async def resolve_problem(db: Writer, *, id: UUID, actor_id: UUID, note: str) -> Problem | None: ...
