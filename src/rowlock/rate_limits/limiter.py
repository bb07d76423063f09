"""The rate limiter: exact over all processes, and without a round trip for most requests.

Redis counts in a sliding window. Each process takes tokens from it in batches that grow with use, and spends them only
within the sub-bucket of time that they were counted in. So the sum over processes is never one more than the limit, in
any span of the window; what is left of a batch is given back.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import msgspec
import structlog
from prometheus_client import Counter
from redis.asyncio import Redis
from redis.commands.core import AsyncScript
from redis.exceptions import RedisError

from rowlock.rate_limits.policies import Policy

_log: Final = structlog.get_logger("rowlock.rate_limits")
_refused: Final = Counter("rowlock_rate_limited", "Requests refused by a rate limit", ["policy"])
_failed: Final = Counter("rowlock_rate_limiter_failures", "Times that Redis did not answer the rate limiter")

BUCKETS: Final = 20
_SCRIPT: Final = (Path(__file__).parent / "window.lua").read_text()
# A batch is at most this part of what is left, so that processes do not hold what others need.
_SHARE: Final = 8
_MOST_LEASES: Final = 100_000
_SWEEP_SECONDS: Final = 1.0
# After a failure nobody waits for Redis for so long.
_BREAK_SECONDS: Final = 1.0

Spare = Callable[[Policy, str], Awaitable[float]]
"""Takes one token elsewhere while Redis is away: the seconds until there is one, 0.0 where it was taken."""


class Verdict(msgspec.Struct, frozen=True):
    """What a policy says of one request. `reset` is in seconds: until a token is free, or the window moves on."""

    policy: Policy
    is_allowed: bool
    remaining: int
    reset: float


class _Lease:
    """What this process may still spend for one key, and what it knows of the rest."""

    __slots__ = ("bucket", "denied_until", "fetching", "free_at", "remaining", "tokens", "until", "used", "waiting")

    def __init__(self) -> None:
        self.tokens = 0
        self.until = 0.0
        self.bucket = 0
        self.used = 0
        self.remaining = 0
        self.denied_until = 0.0
        self.free_at = 0.0
        self.waiting = 0
        self.fetching: asyncio.Task[None] | None = None


class Limiter:
    """One for each process. `spares` are asked while Redis is away, by the name of the policy; a policy without one is
    counted in this process alone.
    """

    def __init__(self, client: "Redis", spares: dict[str, Spare], *, prefix: str = "rowlock:rate") -> None:
        self._script = AsyncScript(client, _SCRIPT)
        self._spares = spares
        self._prefix = prefix
        self._leases: dict[tuple[Policy, str], _Lease] = {}
        self._local: dict[tuple[Policy, str], dict[int, int]] = {}
        self._away_until = 0.0
        self.is_degraded = False

    def try_take(self, policy: Policy, subject: str) -> Verdict | None:
        """A verdict without waiting; None where `take` must ask."""
        lease = self._leases.get((policy, subject))
        return None if lease is None else self._of_lease(policy, lease, time.monotonic())

    async def take(self, policy: Policy, subject: str) -> Verdict:
        """Takes one token, of this process's batch or of a new one."""
        key = (policy, subject)
        while True:
            now = time.monotonic()
            if now < self._away_until:
                return await self._without_redis(policy, subject)
            lease = self._leases.get(key) or self._new_lease(key)
            verdict = self._of_lease(policy, lease, now)
            if verdict is not None:
                return verdict
            if lease.fetching is None:
                lease.fetching = asyncio.create_task(self._fetch(policy, subject, lease))
            lease.waiting += 1
            try:
                # Whoever hangs up while he waits must not end the question for the others.
                await asyncio.shield(lease.fetching)
            finally:
                lease.waiting -= 1

    def _of_lease(self, policy: Policy, lease: _Lease, now: float) -> Verdict | None:
        if now < lease.until and lease.tokens > 0:
            lease.tokens -= 1
            lease.used += 1
            return Verdict(policy, True, lease.remaining + lease.tokens, max(lease.free_at - now, 0.0))
        if now < lease.denied_until:
            _refused.labels(policy.name).inc()
            return Verdict(policy, False, 0, max(lease.free_at - now, 0.0))
        return None

    def _new_lease(self, key: tuple[Policy, str]) -> _Lease:
        if len(self._leases) >= _MOST_LEASES:
            self._leases.pop(next(iter(self._leases)))
        lease = self._leases[key] = _Lease()
        return lease

    async def _fetch(self, policy: Policy, subject: str, lease: _Lease) -> None:
        try:
            returned, of_bucket = lease.tokens, lease.bucket
            lease.tokens = 0
            grown = min(lease.used, lease.remaining // _SHARE)
            sent = time.monotonic()
            answer = await self._ask(policy, subject, max(lease.waiting, grown, 1), returned, of_bucket)
            granted, remaining, ends_ms, free_ms, bucket = answer
            if bucket != lease.bucket:
                lease.used = 0
            lease.bucket, lease.tokens, lease.remaining = bucket, granted, remaining
            lease.until = sent + ends_ms / 1000
            lease.free_at = sent + (free_ms or policy.window_seconds * 1000) / 1000
            # Others may give tokens back when the sub-bucket ends, sooner than time itself frees one.
            lease.denied_until = 0.0 if granted else min(lease.free_at, lease.until)
            self._is_back()
        except (RedisError, OSError, TimeoutError) as error:
            self._is_away(error)
        finally:
            lease.fetching = None

    async def _ask(self, policy: Policy, subject: str, asked: int, returned: int, of_bucket: int) -> list[int]:
        key = f"{self._prefix}:{policy.name}:{subject}"
        arguments = [asked, policy.limit, policy.window_seconds * 1000, BUCKETS, returned, of_bucket]
        answer: list[int] = await self._script(keys=[key], args=arguments)
        return answer

    def _is_away(self, error: Exception) -> None:
        self._away_until = time.monotonic() + _BREAK_SECONDS
        _failed.inc()
        if not self.is_degraded:
            self.is_degraded = True
            _log.warning("rate_limits.degraded", error=f"{type(error).__name__}: {error}")

    def _is_back(self) -> None:
        if self.is_degraded:
            self.is_degraded = False
            self._local.clear()
            _log.warning("rate_limits.restored")

    async def _without_redis(self, policy: Policy, subject: str) -> Verdict:
        spare = self._spares.get(policy.name)
        if spare is None:
            return self._in_this_process(policy, subject)
        wait = await spare(policy, subject)
        if wait > 0:
            _refused.labels(policy.name).inc()
        return Verdict(policy, wait <= 0, 0, wait)

    def _in_this_process(self, policy: Policy, subject: str) -> Verdict:
        """The same window, counted here alone."""
        span = policy.window_seconds / BUCKETS
        now = time.monotonic()
        bucket = int(now / span)
        if len(self._local) >= _MOST_LEASES:
            self._local.pop(next(iter(self._local)))
        counts = self._local.setdefault((policy, subject), {})
        for old in [at for at in counts if at < bucket - BUCKETS]:
            del counts[old]
        used = sum(counts.values())
        if used >= policy.limit:
            _refused.labels(policy.name).inc()
            return Verdict(policy, False, 0, (min(counts) + BUCKETS + 1) * span - now)
        counts[bucket] = counts.get(bucket, 0) + 1
        return Verdict(policy, True, policy.limit - used - 1, policy.window_seconds)

    async def sweep(self) -> None:
        """Runs until it is cancelled: gives back what batches have left when their time is over, and forgets keys."""
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            now = time.monotonic()
            for key, lease in [*self._leases.items()]:
                if lease.fetching is not None or now < max(lease.until, lease.denied_until):
                    continue
                if self._leases.get(key) is lease:
                    del self._leases[key]
                returned, lease.tokens = lease.tokens, 0
                if returned and now >= self._away_until:
                    with contextlib.suppress(RedisError, OSError, TimeoutError):
                        await self._ask(*key, 0, returned, lease.bucket)


def headers(verdicts: list[Verdict]) -> list[tuple[bytes, bytes]]:
    """RateLimit-Policy and RateLimit, a member for each policy (draft-ietf-httpapi-ratelimit-headers)."""
    shown = ", ".join(f'"{v.policy.name}";r={v.remaining};t={_whole(v.reset)}' for v in verdicts)
    policies = ", ".join(v.policy.shown for v in verdicts)
    return [(b"ratelimit-policy", policies.encode()), (b"ratelimit", shown.encode())]


def retry_after(verdict: Verdict) -> dict[str, str]:
    return {"Retry-After": str(max(1, _whole(verdict.reset)))}


def _whole(seconds: float) -> int:
    return int(-(-seconds // 1))
