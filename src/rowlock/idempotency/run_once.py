"""Runs a command at most once for an idempotency key and replays its answer, kept in the command's own transaction."""

import hashlib
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import msgspec

from rowlock import errors
from rowlock.db.connections import Writer
from rowlock.db.database import Database, RepeatTransaction
from rowlock.idempotency import sql
from rowlock.idempotency.errors import IdempotencyInProgress, IdempotencyKeyReused, ReplayedRefusal
from rowlock.idempotency.types import Answer, Claim, KeptRefusal, KeyedRequest

C = TypeVar("C")
R = TypeVar("R")

_ENCODER: Final = msgspec.json.Encoder(order="sorted")
_REFUSED: Final = 409


async def run_once(
    database: Database,
    request: KeyedRequest | None,
    handler: Callable[[Writer, C], Awaitable[R]],
    command: C,
    *,
    status: int = 200,
) -> Answer:
    """Runs `handler(db, command)` in one transaction; its result as JSON is the answer, given with `status`.

    With a key the answer is kept for 24 h in the same transaction and replayed for the same command. Another command
    under the key is refused with 422, a first one still under way with 409. A refusal by the shop's state (409) is
    kept and replayed too; a request that was invalid, unauthorised or met a busy shop is not, so it may be repeated.
    """
    if request is None:
        return Answer(status, msgspec.json.encode(await database.run(handler, command)), False)
    fingerprint = hashlib.sha256(_ENCODER.encode(command)).digest()

    async def run(db: Writer, command: C) -> Answer:
        claim = await sql.claim_key(db, principal=request.principal, operation=request.operation, key=request.key)
        if (kept := _kept_answer(claim, fingerprint)) is not None:
            return kept
        body = msgspec.json.encode(await handler(db, command))
        if not await _store(db, request, fingerprint, status, body):
            raise RepeatTransaction
        return Answer(status, body, False)

    try:
        return await database.run(run, command)
    except (IdempotencyInProgress, ReplayedRefusal):
        raise
    except errors.Conflict as refusal:
        await database.run(_keep_refusal, (request, fingerprint, refusal))
        raise


def _kept_answer(claim: Claim, fingerprint: bytes) -> Answer | None:
    if claim.status is not None and claim.body is not None:
        if claim.fingerprint != fingerprint:
            raise IdempotencyKeyReused
        if claim.status == _REFUSED:
            raise ReplayedRefusal(msgspec.json.decode(claim.body, type=KeptRefusal))
        return Answer(claim.status, claim.body, True)
    if not claim.is_ours:
        raise IdempotencyInProgress
    return None


async def _keep_refusal(db: Writer, refused: tuple[KeyedRequest, bytes, errors.Conflict]) -> None:
    request, fingerprint, refusal = refused
    kept = KeptRefusal(refusal.code, refusal.title, refusal.detail, refusal.extra)
    await _store(db, request, fingerprint, _REFUSED, msgspec.json.encode(kept))


async def _store(db: Writer, request: KeyedRequest, fingerprint: bytes, status: int, body: bytes) -> Any:
    return await sql.store_answer(
        db,
        principal=request.principal,
        operation=request.operation,
        key=request.key,
        fingerprint=fingerprint,
        status=status,
        body=body,
    )
