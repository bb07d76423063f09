"""Questions about money on its way."""

from uuid import UUID

from rowlock.db.connections import Reader
from rowlock.payments import sql
from rowlock.payments.types import ExpiredIntent, Found, Intent, Payment, Problem, ProviderRefund


async def get_intent(db: Reader, order_id: UUID) -> Intent | None:
    """How an order is paid through a provider; None where the shop takes the money itself."""
    return await sql.get_intent_of_order(db, order_id=order_id)


async def list_expired(db: Reader, *, after: ExpiredIntent | None, most: int) -> list[ExpiredIntent]:
    """Intents whose time to be paid is over, the oldest first, after the one where the last batch ended."""
    return await sql.list_expired_intents(
        db, after_at=after.expires_at if after else None, after_id=after.id if after else None, most=most
    )


async def find_intent(
    db: Reader, provider: str, *, reference: str | None, charge_reference: str | None, intent_id: UUID | None
) -> Found | None:
    """Which of our intents a provider means."""
    return await sql.find_intent(
        db, provider=provider, reference=reference, charge_reference=charge_reference, id=intent_id
    )


async def get_refund(db: Reader, refund_id: UUID) -> ProviderRefund | None:
    """A refund that a provider is to give."""
    return await sql.get_refund(db, id=refund_id)


async def find_refund(db: Reader, provider: str, *, refund_id: UUID | None, reference: str | None) -> Found | None:
    """Which of our refunds a provider means."""
    return await sql.find_refund(db, provider=provider, id=refund_id, reference=reference)


async def list_payments(db: Reader, order_id: UUID) -> list[Payment]:
    """What came in for an order, oldest first."""
    return await sql.list_payments(db, order_id=order_id)


async def list_problems(
    db: Reader, is_resolved: bool | None, *, before: UUID | None, skip: int, limit: int, most: int
) -> tuple[list[Problem], int]:
    """The newest first, and how many there are, counted no further than `most`."""
    rows = await sql.list_problems(db, is_resolved=is_resolved, before=before, skip=skip, most=limit)
    return rows, await sql.count_problems(db, is_resolved=is_resolved, most=most)
