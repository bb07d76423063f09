"""Who may ask how often: one policy for each kind of caller, and stricter ones for what is dear or dangerous."""

import re
from typing import Final, Literal

import msgspec

from rowlock.settings import Settings

BUCKETS: Final = 20
"""Into how many buckets of time a window is cut."""

PolicyName = Literal["address", "account", "api_key", "auth", "search", "export", "upload", "analytics"]

_SECONDS: Final = {"second": 1, "minute": 60, "hour": 3600}
_RATE: Final = re.compile(r"([0-9]+)/(second|minute|hour)")

# Unless the setting names a rate of its own, which then holds for all of them.
_STRICTER: Final[dict[PolicyName, str]] = {
    # Passwords, codes and mails: what an attacker wants to try often.
    "auth": "20/minute",
    # What costs the database or the disk more than a page of the catalogue.
    "search": "60/minute",
    "export": "10/minute",
    "upload": "30/minute",
    "analytics": "60/minute",
}


class Policy(msgspec.Struct, frozen=True):
    """At most `limit` requests in any span of `window_seconds`."""

    name: str
    limit: int
    window_seconds: int

    @property
    def bucket_seconds(self) -> float:
        return self.window_seconds / BUCKETS

    @property
    def shown(self) -> str:
        """As a member of the RateLimit-Policy header."""
        return f'"{self.name}";q={self.limit};w={self.window_seconds}'


def policies(settings: Settings) -> dict[PolicyName, Policy] | None:
    """Every policy by its name; None where the shop limits nobody."""
    if settings.rate_limit == "off":
        return None
    is_given = settings.rate_limit != Settings.__struct_defaults__[Settings.__struct_fields__.index("rate_limit")]
    rates: dict[PolicyName, str] = {
        "address": settings.rate_limit,
        **{name: settings.rate_limit if is_given else rate for name, rate in _STRICTER.items()},
        "account": settings.account_rate_limit,
        "api_key": settings.api_key_rate_limit,
    }
    return {name: _policy(name, rate) for name, rate in rates.items() if rate != "off"}


def _policy(name: str, rate: str) -> Policy:
    found = _RATE.fullmatch(rate)
    assert found is not None, "settings refuse any other form"
    return Policy(name, int(found[1]), _SECONDS[found[2]])
