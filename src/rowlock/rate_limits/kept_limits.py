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
    key = f"{policy.name}:{subject}"
    return await sql.take_token(db, key=key, most=policy.limit, window_seconds=policy.window_seconds)
