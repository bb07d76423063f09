"""The statements of `sql/idempotency/`."""

from rowlock.db.connections import Writer
from rowlock.db.statements import statement
from rowlock.idempotency.types import Claim


@statement
async def claim_key(db: Writer, *, principal: str, operation: str, key: str) -> Claim: ...


@statement
async def store_answer(
    db: Writer, *, principal: str, operation: str, key: str, fingerprint: bytes, status: int, body: bytes
) -> bool | None: ...


@statement
async def delete_expired_keys(db: Writer, *, most: int) -> int: ...
