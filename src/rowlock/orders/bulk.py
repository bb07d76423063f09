"""One step of many orders, each in a transaction of its own."""

from uuid import UUID

from rowlock.db.database import Database
from rowlock.errors import RowlockError
from rowlock.orders.bulk_types import BulkStatus, SteppedOrder
from rowlock.orders.commands import change_order
from rowlock.orders.types import ChangeStatus


async def set_status_of_many(database: Database, actor_id: UUID, request: BulkStatus) -> list[SteppedOrder]:
    """What became of each: one that cannot take the step says why and leaves the others alone. An order named twice
    takes the step once."""
    step = ChangeStatus(status=request.status, note=request.note)
    results = []
    for order_id in dict.fromkeys(request.order_ids):
        try:
            await database.run(change_order.set_status, change_order.SetStatus(actor_id, order_id, step))
        except RowlockError as refusal:
            results.append(SteppedOrder(order_id, False, None, refusal.code, refusal.detail))
        else:
            results.append(SteppedOrder(order_id, True, request.status))
    return results
