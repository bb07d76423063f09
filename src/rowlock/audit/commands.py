"""Writes down who changed what, in the transaction of the change itself."""

from typing import Any
from uuid import UUID

import msgspec
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
    key_id = request.get("api_key_id")
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
        api_key_id=None if key_id is None else UUID(key_id),
    )


class Refusal(msgspec.Struct, frozen=True):
    """A change that somebody with a role in the shop tried and was refused."""

    actor_id: UUID
    path: str
    method: str
    status: int
    code: str


async def record_refusal(db: Writer, refusal: Refusal) -> None:
    """One entry for a change that did not happen."""
    await record(
        db,
        actor_id=refusal.actor_id,
        action="request.refused",
        object_type="route",
        object_id=f"{refusal.method} {refusal.path}"[:300],
        after={"status": refusal.status, "code": refusal.code},
    )
