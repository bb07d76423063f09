"""The two ledgers of money. The caller holds the lock of the order and keeps its totals."""

from uuid import UUID

from rowlock.db.connections import Writer
from rowlock.payments import sql
from rowlock.payments.types import Payment, RefundRow


async def record_payment(
    db: Writer, *, order_id: UUID, provider: str, amount: int, currency: str, actor_id: UUID | None
) -> Payment:
    """Money that came in."""
    return await sql.insert_payment(
        db, order_id=order_id, provider=provider, amount=amount, currency=currency, actor_id=actor_id
    )


async def record_refund(
    db: Writer,
    *,
    order_id: UUID,
    amount: int,
    currency: str,
    reason: str,
    actor_id: UUID | None,
    items: list[tuple[UUID, int, bool]],
) -> RefundRow:
    """Money that goes back, and for which lines: (order item, quantity, back to stock)."""
    return await sql.insert_refund(
        db,
        order_id=order_id,
        amount=amount,
        currency=currency,
        reason=reason,
        actor_id=actor_id,
        order_item_ids=[item[0] for item in items],
        quantities=[item[1] for item in items],
        restocks=[item[2] for item in items],
    )
