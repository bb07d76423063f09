"""The statements of `sql/rate_limits/`."""

from rowlock.db.connections import Writer
from rowlock.db.statements import statement


@statement
async def take_token(db: Writer, *, key: str, pace_seconds: float, ahead_seconds: float) -> float | None: ...


@statement
async def delete_old_tokens(db: Writer, *, most: int) -> int: ...
