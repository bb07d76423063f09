"""Moves staged work from the outbox to arq's queues. PostgreSQL's row is the truth; Redis may be wiped at any time."""

import asyncio
from typing import Any, Final

import arq
import structlog
from redis.exceptions import RedisError

from rowlock import errors
from rowlock.db.connections import Writer
from rowlock.db.database import Database
from rowlock.outbox import sql
from rowlock.outbox.types import ClaimedJob

log: Final = structlog.get_logger("rowlock.relay")

QUEUES: Final = {name: f"rowlock:queue:{name}" for name in ("default", "transfers", "pictures")}
ROW_FUNCTION: Final = "run_outbox_row"
_BATCH: Final = 100
# How long a row may lie in the queue, and how often a lost one is looked for.
_CLAIM_SECONDS: Final = 20
_SWEEP_SECONDS: Final = 5.0
# The longest wait when no wake-up came: announcements may be lost, work may not.
_POLL_SECONDS: Final = 1.0


async def relay(database: Database, queue: arq.ArqRedis, wake: asyncio.Event) -> None:
    """Runs until it is cancelled. Trouble with PostgreSQL or Redis is logged and tried again."""
    clock = asyncio.get_running_loop().time
    next_sweep = 0.0
    while True:
        wake.clear()
        moved = 0
        try:
            if clock() >= next_sweep:
                next_sweep = clock() + _SWEEP_SECONDS
                if released := await database.run(_release_expired, None):
                    log.warning("outbox.released", rows=released)
            moved = await move_batch(database, queue)
        except (RedisError, OSError, errors.Unavailable) as error:
            log.warning("outbox.relay_waits", error=str(error))
        if moved < _BATCH:
            try:
                await asyncio.wait_for(wake.wait(), _POLL_SECONDS)
            except TimeoutError:
                continue


async def move_batch(database: Database, queue: arq.ArqRedis) -> int:
    """Hands waiting rows to the queue and returns how many. A row whose handing-over fails waits for the sweep."""
    claimed = await database.run(_claim, None)
    for row in claimed:
        await queue.enqueue_job(
            ROW_FUNCTION,
            str(row.id),
            row.attempts,
            _job_id=f"{row.id}:{row.attempts}",
            _queue_name=QUEUES[row.queue],
        )
    return len(claimed)


async def _claim(db: Writer, _: Any) -> list[ClaimedJob]:
    return await sql.claim_jobs(db, most=_BATCH, claim_seconds=_CLAIM_SECONDS)


async def _release_expired(db: Writer, _: Any) -> int:
    return await sql.release_expired_claims(db)
