"""Limits that hold without Redis: counted in PostgreSQL, for passwords and codes."""

from rowlock.db.connections import Writer
from rowlock.db.database import Database
from rowlock.rate_limits import sql
from rowlock.rate_limits.policies import Policy


class KeptLimits:
    """Implements `rowlock.rate_limits.limiter.Spare`. It paces: a whole budget at once, then token by token."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def __call__(self, policy: Policy, subject: str) -> float:
        return await self._database.run(_take, (policy, subject))


async def _take(db: Writer, wanted: tuple[Policy, str]) -> float:
    policy, subject = wanted
    pace = policy.window_seconds / policy.limit
    wait = await sql.take_token(
        db, key=f"{policy.name}:{subject}", pace_seconds=pace, ahead_seconds=policy.window_seconds - pace
    )
    # No row where the first request of all came at this moment in another process.
    return pace if wait is None else wait
