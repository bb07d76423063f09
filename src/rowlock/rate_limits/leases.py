"""What one process may spend for one subject, and what it counts by itself while Redis is away."""

import asyncio
from typing import Final

from rowlock.rate_limits.policies import BUCKETS, Policy
from rowlock.rate_limits.verdicts import Verdict

# A batch is at most this part of what is left, so that processes do not hold what others need.
_SHARE: Final = 8


class Lease:
    """Tokens taken ahead of need for the present bucket of time, and what the last answer said. Times are monotonic."""

    __slots__ = (
        "asking",
        "bucket",
        "denied_until",
        "free_at",
        "local",
        "outage",
        "owed",
        "policy",
        "remaining",
        "seen",
        "subject",
        "tokens",
        "until",
        "used",
        "waiting",
    )

    def __init__(self, policy: Policy, subject: str) -> None:
        self.policy = policy
        self.subject = subject
        self.tokens = 0
        self.until = 0.0
        self.bucket = 0
        self.used = 0
        self.seen = 0
        # Requests that wait for an answer, and tokens for those who have theirs. Such a token was counted when it was
        # given, and is good however late its request hears of it.
        self.waiting = 0
        self.owed = 0
        self.remaining = policy.limit
        self.free_at = 0.0
        self.denied_until = 0.0
        self.asking: asyncio.Future[None] | None = None
        self.local: LocalWindow | None = None
        self.outage = 0

    def spend(self, now: float) -> Verdict | None:
        """One token, or the refusal that still stands; None where Redis must be asked."""
        if self.tokens > 0 and now < self.until:
            self.tokens -= 1
            return self.allow(now)
        if now < self.denied_until:
            return Verdict(self.policy, False, 0, max(self.free_at - now, 0.0))
        return None

    def leave(self) -> bool:
        """A request waits no longer. True when one of the tokens that were granted to those who wait is its own."""
        if self.owed > 0:
            self.owed -= 1
            return True
        self.waiting -= 1
        return False

    def allow(self, now: float) -> Verdict:
        self.used += 1
        return Verdict(self.policy, True, self.remaining + self.tokens, max(self.free_at - now, 0.0))

    def wanted(self) -> int:
        """How many to ask for: those who wait, and ahead of need as many as this bucket has used already."""
        return max(1, self.waiting, min(self.used, self.remaining // _SHARE))

    def is_idle(self, now: float) -> bool:
        """Whether a new lease would know as much."""
        if self.waiting or self.asking is not None or now < self.until or now < self.denied_until:
            return False
        return self.local is None or self.local.used(now) == 0

    def count_alone(self, now: float, outage: int) -> Verdict:
        """Takes a token without Redis. What Redis had granted before this outage counts too."""
        if self.local is None:
            self.local = LocalWindow(self.policy)
        if self.outage != outage:
            self.outage = outage
            self.local.raise_to(self.policy.limit - self.remaining, now)
        return self.local.take(now)


class LocalWindow:
    """The same window, counted in this process alone."""

    __slots__ = ("_counts", "_policy")

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._counts: dict[int, int] = {}

    def used(self, now: float) -> int:
        present = self._bucket(now)
        for old in [at for at in self._counts if at < present - BUCKETS]:
            del self._counts[old]
        return sum(self._counts.values())

    def take(self, now: float) -> Verdict:
        left = self._policy.limit - self.used(now)
        if left > 0:
            self._add(1, now)
        free_at = (min(self._counts) + BUCKETS + 1) * self._policy.bucket_seconds
        return Verdict(self._policy, left > 0, max(0, left - 1), free_at - now)

    def raise_to(self, used: int, now: float) -> None:
        if (missing := used - self.used(now)) > 0:
            self._add(missing, now)

    def _add(self, number: int, now: float) -> None:
        present = self._bucket(now)
        self._counts[present] = self._counts.get(present, 0) + number

    def _bucket(self, now: float) -> int:
        return int(now / self._policy.bucket_seconds)
