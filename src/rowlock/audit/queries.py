"""Questions about who changed what."""

from datetime import datetime
from uuid import UUID

import msgspec

from rowlock.audit import sql
from rowlock.audit.types import AuditEntry
from rowlock.db.connections import Reader


class AuditFilter(msgspec.Struct, frozen=True):
    """Which entries a list shows; instants from `at_from` to before `at_to`."""

    actor_id: UUID | None = None
    action: str | None = None
    object_type: str | None = None
    object_id: str | None = None
    at_from: datetime | None = None
    at_to: datetime | None = None


async def list_audit_log(
    db: Reader, chosen: AuditFilter, *, before: UUID | None, offset: int, limit: int, most: int
) -> tuple[list[AuditEntry], int]:
    """Entries, the newest first, and how many there are, counted to `most`."""
    filters = msgspec.structs.asdict(chosen)
    rows = await sql.list_audit_log(db, **filters, before_id=before, skip=offset, most=limit)
    return rows, await sql.count_audit_log(db, **filters, most=most)
