"""Money on its way in and out, as rows of two ledgers."""

from datetime import datetime
from uuid import UUID

import msgspec


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
