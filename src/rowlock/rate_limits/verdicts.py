"""What a limit says of one request, and how an answer tells of it."""

from collections.abc import Sequence

import msgspec

from rowlock.rate_limits.policies import Policy


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """`remaining` more may pass now; in `reset` seconds there will be more of them."""

    policy: Policy
    is_allowed: bool
    remaining: int
    reset: float


def headers(verdicts: Sequence[Verdict]) -> list[tuple[bytes, bytes]]:
    """RateLimit-Policy and RateLimit, a member for each policy (draft-ietf-httpapi-ratelimit-headers-11)."""
    shown = ", ".join([f'"{v.policy.name}";r={v.remaining};t={_whole(v.reset)}' for v in verdicts])
    policies = ", ".join([v.policy.shown for v in verdicts])
    return [(b"ratelimit-policy", policies.encode()), (b"ratelimit", shown.encode())]


def line_form(policy: Policy) -> bytes:
    """The same for one policy as lines of a head, to be filled in by `line`."""
    form = f'ratelimit-policy: {policy.shown}\r\nratelimit: "{policy.name}";r=%d;t=%d\r\n'
    return form.encode()


def line(form: bytes, verdict: Verdict) -> bytes:
    return form % (verdict.remaining, _whole(verdict.reset))


def retry_after(verdict: Verdict) -> dict[str, str]:
    return {"Retry-After": str(max(1, _whole(verdict.reset)))}


def _whole(seconds: float) -> int:
    return int(-(-seconds // 1))
