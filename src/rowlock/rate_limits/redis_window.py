"""The window that all processes share: asked in batches over one connection, and left alone while Redis is away.

A batch is whatever came together while the one before it was under way, so that many subjects cost one round trip.
"""

import asyncio
import hashlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import structlog
from prometheus_client import Counter
from redis.asyncio import Redis
from redis.exceptions import NoScriptError, RedisError

from rowlock.rate_limits.leases import Lease
from rowlock.rate_limits.policies import BUCKETS, Policy

_log: Final = structlog.get_logger("rowlock.rate_limits")
_failed: Final = Counter("rowlock_rate_limiter_failures", "Times that Redis did not answer the rate limiter")

_SCRIPT: Final = (Path(__file__).parent / "window.lua").read_text()
_SHA: Final = hashlib.sha1(_SCRIPT.encode(), usedforsecurity=False).hexdigest()
# Longer than Redis ever takes unless something is wrong with it; and how often this process itself may have been late.
_PATIENCE_SECONDS: Final = 0.05
_STALLS: Final = 3
_FIRST_PATIENCE_SECONDS: Final = 1.0
# After a failure nobody waits for Redis until it has been tried behind everybody's back.
_AGAIN_SECONDS: Final = 1.0
# A refusal is asked about again after so long: another process may have given something back.
_DENIED_SECONDS: Final = 0.5
_MOST_AT_ONCE: Final = 64


class _Call:
    """One call of the script: for tokens where `given` is 0, else with tokens that were not used."""

    __slots__ = ("answered", "asked", "bucket", "lease", "waiting")

    def __init__(self, lease: Lease, answered: asyncio.Future[None] | None, given: int = 0) -> None:
        self.lease = lease
        self.answered = answered
        self.asked = -given
        self.bucket = lease.bucket
        self.waiting = 0

    def arguments(self, prefix: str) -> tuple[Any, ...]:
        lease, policy = self.lease, self.lease.policy
        if self.asked == 0:
            self.asked, self.waiting = lease.wanted(), lease.waiting
        span = policy.window_seconds * 1_000_000 // BUCKETS
        return (1, f"{prefix}:{policy.name}:{lease.subject}", self.asked, policy.limit, span, BUCKETS, self.bucket)

    def note(self, reply: Sequence[int], sent_at: float) -> None:
        if self.asked < 0:
            return
        lease = self.lease
        granted, remaining, ends, frees, bucket = reply
        if bucket != lease.bucket:
            lease.bucket, lease.used = bucket, 0
        owed = min(granted, self.waiting, lease.waiting)
        lease.owed += owed
        lease.waiting -= owed
        lease.tokens = granted - owed
        # Counted from the sending: what is left of the bucket here is never more than there.
        lease.until = sent_at + ends / 1e6
        lease.free_at = sent_at + frees / 1e6
        lease.remaining = remaining
        lease.seen = lease.used
        lease.denied_until = min(lease.free_at, sent_at + _DENIED_SECONDS) if granted < self.asked else 0.0

    def release(self) -> None:
        """Wakes who waits; without a note, Redis has not answered."""
        if self.answered is not None:
            self.lease.asking = None
            if not self.answered.done():
                self.answered.set_result(None)


class RedisWindow:
    """Leases tokens by `window.lua`."""

    def __init__(self, client: "Redis", prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self._probe = Lease(Policy("probe", 1_000_000, 1), "")
        self._waiting: list[_Call] = []
        self._sender: asyncio.Task[None] | None = None
        self._patience = _FIRST_PATIENCE_SECONDS
        self._try_at = 0.0
        self.is_away = False
        self.outage = 0
        """The number of the last time that Redis was lost."""

    def is_there(self, now: float) -> bool:
        """False while nobody should wait for Redis. Whoever asks has it tried once a second."""
        if self.is_away and now >= self._try_at:
            self._try_at = now + _AGAIN_SECONDS
            self._put(_Call(self._probe, None))
        return not self.is_away

    def ask(self, lease: Lease) -> asyncio.Future[None]:
        """Done when the lease has its answer or Redis is away: one future for all who wait for this lease."""
        if lease.asking is None:
            lease.asking = asyncio.get_running_loop().create_future()
            self._put(_Call(lease, lease.asking))
        return lease.asking

    def give_back(self, lease: Lease) -> None:
        """Says once that the tokens are not needed: said twice it would make tokens, unheard it only loses some."""
        unused, lease.tokens = lease.tokens, 0
        if unused and not self.is_away:
            lease.remaining += unused
            self._put(_Call(lease, None, unused))

    def _put(self, call: _Call) -> None:
        self._waiting.append(call)
        if self._sender is None:
            self._sender = asyncio.get_running_loop().create_task(self._send())

    async def _send(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:_MOST_AT_ONCE], self._waiting[_MOST_AT_ONCE:]
                await self._send_batch(batch)
        finally:
            self._sender = None

    async def _send_batch(self, batch: list[_Call]) -> None:
        sent_at = time.monotonic()
        try:
            replies = await self._within_patience([call.arguments(self._prefix) for call in batch])
            for call, reply in zip(batch, replies, strict=True):
                if call.lease.tokens > 0 and call.asked > 0:
                    self.give_back(call.lease)
                call.note(reply, sent_at)
            self._found()
        except (RedisError, OSError, TimeoutError) as error:
            self._lost(error)
        finally:
            for call in batch:
                call.release()

    async def _within_patience(self, calls: list[tuple[Any, ...]]) -> list[Any]:
        """The answers; TimeoutError when they are late, by more than this process itself stood still."""
        work = asyncio.ensure_future(self._execute(calls))
        try:
            for _ in range(_STALLS):
                begun = time.monotonic()
                await asyncio.wait([work], timeout=self._patience)
                if work.done():
                    return work.result()
                if time.monotonic() - begun < 1.5 * self._patience:
                    break
            raise TimeoutError(f"no answer within {self._patience * 1000:.0f} ms")
        finally:
            self._patience = _PATIENCE_SECONDS
            if not work.done():
                # The client then closes the connection, on which an answer to nobody may arrive.
                work.cancel()
                work.add_done_callback(lambda ended: ended.cancelled() or ended.exception())

    async def _execute(self, calls: list[tuple[Any, ...]]) -> list[Any]:
        replies = await self._pipelined(calls)
        unknown = [number for number, reply in enumerate(replies) if isinstance(reply, NoScriptError)]
        if unknown:
            # Redis is new or was restarted. A call without its script did nothing, and may be made again.
            await self._client.script_load(_SCRIPT)
            again = await self._pipelined([calls[number] for number in unknown])
            for number, reply in zip(unknown, again, strict=True):
                replies[number] = reply
        for reply in replies:
            if isinstance(reply, Exception):
                raise reply
        return replies

    async def _pipelined(self, calls: list[tuple[Any, ...]]) -> list[Any]:
        if len(calls) == 1:
            try:
                return [await self._client.execute_command("EVALSHA", _SHA, *calls[0])]  # type: ignore[no-untyped-call]
            except NoScriptError as error:
                return [error]
        async with self._client.pipeline(transaction=False) as pipeline:
            for call in calls:
                pipeline.execute_command("EVALSHA", _SHA, *call)
            replies: list[Any] = await pipeline.execute(raise_on_error=False)
            return replies

    def _found(self) -> None:
        if self.is_away:
            self.is_away = False
            _log.warning("rate_limits.restored")

    def _lost(self, error: Exception) -> None:
        _failed.inc()
        self._try_at = time.monotonic() + _AGAIN_SECONDS
        if not self.is_away:
            self.is_away = True
            self.outage += 1
            _log.warning("rate_limits.degraded", error=f"{type(error).__name__}: {error}")
        unsent, self._waiting = self._waiting, []
        for call in unsent:
            call.release()
