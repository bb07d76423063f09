"""The rate limiter: exact over all processes, and without a round trip for most requests.

Redis counts in a sliding window. Each process takes tokens from it in batches that grow with use, and spends them only
within the bucket of time that they were counted in. So the sum over processes is never one more than the limit, in any
span of the window; what is left of a batch is given back.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Final

from prometheus_client import Counter
from redis.asyncio import Redis

from rowlock.rate_limits.leases import Lease
from rowlock.rate_limits.policies import Policy
from rowlock.rate_limits.redis_window import RedisWindow
from rowlock.rate_limits.verdicts import Verdict

_refused: Final = Counter("rowlock_rate_limited", "Requests refused by a rate limit", ["policy"])

_MOST_LEASES: Final = 100_000
_SWEEP_SECONDS: Final = 0.25
# So many leases are looked at in one sweep, the others in the next ones: no request waits for the broom.
_MOST_SWEPT: Final = 2_000

Spare = Callable[[Policy, str], Awaitable[float]]
"""Takes one token elsewhere while Redis is away: the seconds until there is one, 0.0 where it was taken."""


class Limiter:
    """One for each process. `spares` are asked while Redis is away, by the name of the policy; a policy without one is
    counted in this process alone.
    """

    def __init__(self, client: "Redis", spares: dict[str, Spare], *, prefix: str = "rowlock:rate") -> None:
        self._window = RedisWindow(client, prefix)
        self._spares = spares
        self._leases: OrderedDict[tuple[Policy, str], Lease] = OrderedDict()
        self._holding: set[Lease] = set()

    @property
    def is_degraded(self) -> bool:
        """True while Redis is away."""
        return self._window.is_away

    def try_take(self, policy: Policy, subject: str) -> Verdict | None:
        """A verdict without waiting; None where `take` must ask."""
        lease = self._leases.get((policy, subject))
        return None if lease is None else _counted(lease.spend(time.monotonic()))

    def spend(self, policy: Policy, subject: str) -> Verdict | None:
        """One token of this process's batch; None, and nothing is counted, where there is none at hand."""
        lease = self._leases.get((policy, subject))
        if lease is None or lease.tokens <= 0:
            return None
        verdict = lease.spend(time.monotonic())
        return verdict if verdict is not None and verdict.is_allowed else None

    async def take(self, policy: Policy, subject: str) -> Verdict:
        """Takes one token, of this process's batch or of a new one."""
        lease = self._leases.get((policy, subject)) or self._new_lease(policy, subject)
        while True:
            now = time.monotonic()
            if now >= lease.until:
                lease.used = 0
                self._window.give_back(lease)
            if (verdict := lease.spend(now)) is not None:
                break
            if not self._window.is_there(now):
                verdict = await self._without_redis(lease, now)
                break
            if (verdict := await self._ask(lease)) is not None:
                break
        _counted(verdict)
        return verdict

    async def _ask(self, lease: Lease) -> Verdict | None:
        lease.waiting += 1
        try:
            # Whoever hangs up while he waits must not end the question for the others.
            await asyncio.shield(self._window.ask(lease))
        finally:
            is_granted = lease.leave()
            if lease.tokens > 0:
                self._holding.add(lease)
        return lease.allow(time.monotonic()) if is_granted else None

    async def _without_redis(self, lease: Lease, now: float) -> Verdict:
        spare = self._spares.get(lease.policy.name)
        if spare is None:
            return lease.count_alone(now, self._window.outage)
        wait = await spare(lease.policy, lease.subject)
        return Verdict(lease.policy, wait <= 0, 0, wait)

    def _new_lease(self, policy: Policy, subject: str) -> Lease:
        if len(self._leases) >= _MOST_LEASES:
            _, oldest = self._leases.popitem(last=False)
            self._drop(oldest)
        lease = self._leases[policy, subject] = Lease(policy, subject)
        return lease

    def _drop(self, lease: Lease) -> None:
        self._holding.discard(lease)
        self._window.give_back(lease)

    async def sweep(self) -> None:
        """Runs until it is cancelled: gives back what batches hold for nobody, and forgets subjects."""
        while True:
            await asyncio.sleep(_SWEEP_SECONDS)
            now = time.monotonic()
            for lease in [held for held in self._holding if now >= held.until or held.used == held.seen]:
                self._drop(lease)
            for lease in self._holding:
                lease.seen = lease.used
            for _ in range(min(_MOST_SWEPT, len(self._leases))):
                key, lease = self._leases.popitem(last=False)
                if lease.is_idle(now):
                    self._drop(lease)
                else:
                    self._leases[key] = lease


def _counted(verdict: Verdict | None) -> Verdict | None:
    if verdict is not None and not verdict.is_allowed:
        _refused.labels(verdict.policy.name).inc()
    return verdict
