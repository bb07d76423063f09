"""What an admin does with work that has failed for good. The caller writes it into the audit log."""

from uuid import UUID

from rowlock.db.connections import Writer
from rowlock.db.database import announce
from rowlock.outbox import sql
from rowlock.outbox.staging import TOPIC


async def retry(db: Writer, job_id: UUID) -> str | None:
    """Has dead work tried again, from its first attempt on. Its name, or None where it is not dead."""
    job = await sql.retry_job(db, id=job_id)
    if job is not None:
        announce(TOPIC)
    return job


async def discard(db: Writer, job_id: UUID) -> str | None:
    """Gives dead work up. Its name, or None where it is not dead."""
    return await sql.discard_job(db, id=job_id)
