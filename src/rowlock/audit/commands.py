"""Writes down who changed what, in the transaction of the change itself."""

from typing import Any
from uuid import UUID

import structlog

from rowlock.audit import sql
from rowlock.db.connections import Writer


async def record(
    db: Writer,
    *,
    actor_id: UUID | None,
    action: str,
    object_type: str,
    object_id: str,
    before: Any = None,
    after: Any = None,
) -> None:
    """One entry. `action` is `<object>.<verb>`; `before` and `after` are what JSON can hold, without secrets.

    The request's id and the client's address come from the logging context of the request.
    """
    request = structlog.contextvars.get_contextvars()
    await sql.insert_audit_entry(
        db,
        actor_id=actor_id,
        action=action,
        object_type=object_type,
        object_id=object_id,
        before=before,
        after=after,
        request_id=request.get("request_id"),
        address=request.get("client"),
    )
