"""The statements of `sql/audit/`."""

from typing import Any
from uuid import UUID

from rowlock.db.connections import Writer
from rowlock.db.statements import statement


@statement
async def insert_audit_entry(
    db: Writer,
    *,
    actor_id: UUID | None,
    action: str,
    object_type: str,
    object_id: str,
    before: Any,
    after: Any,
    request_id: str | None,
    address: str | None,
) -> None: ...
