"""The record of changes as admins see it."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec


class AuditEntry(msgspec.Struct, frozen=True):
    """Who changed what, when and from where; `api_key_id` where a program did it for him."""

    id: UUID
    at: datetime
    actor_id: UUID | None
    actor_email: str | None
    api_key_id: UUID | None
    action: str
    object_type: str
    object_id: str
    before: Any
    after: Any
    request_id: str | None
    address: str | None
