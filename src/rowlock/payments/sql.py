"""The statements of `sql/payments/`."""

from uuid import UUID

from rowlock.db.connections import Writer
from rowlock.db.statements import statement
from rowlock.payments.types import Payment, RefundRow


@statement
async def insert_payment(
    db: Writer, *, order_id: UUID, provider: str, amount: int, currency: str, actor_id: UUID | None
) -> Payment: ...


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
