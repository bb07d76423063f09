"""The statements of `sql/audit/`."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rowlock.audit.types import AuditEntry
from rowlock.db.connections import Reader, Writer
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
    api_key_id: UUID | None,
) -> None: ...


@statement
async def list_audit_log(
    db: Reader,
    *,
    actor_id: UUID | None,
    action: str | None,
    object_type: str | None,
    object_id: str | None,
    at_from: datetime | None,
    at_to: datetime | None,
    before_id: UUID | None,
    skip: int,
    most: int,
) -> list[AuditEntry]: ...


@statement
async def count_audit_log(
    db: Reader,
    *,
    actor_id: UUID | None,
    action: str | None,
    object_type: str | None,
    object_id: str | None,
    at_from: datetime | None,
    at_to: datetime | None,
    most: int,
) -> int: ...
