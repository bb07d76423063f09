"""Cross-origin requests: which pages of other sites may call the api and read what it says.

Credentials are allowed, so every origin is named in the settings; to any other no header says anything.
"""

from typing import Final

from rowlock.settings import Settings

_METHODS: Final = b"GET, HEAD, POST, PUT, PATCH, DELETE"
_ACCEPTED: Final = (
    b"Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-CSRF-Token, X-Cart-Token, "
    b"X-Order-Token, X-Request-ID"
)
_EXPOSED: Final = b"ETag, Link, Location, Idempotent-Replayed, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID"
_KEPT_SECONDS: Final = b"7200"  # Chromium keeps a preflight no longer

# Also for those who send no origin: a cache must not give their answer to a page.
_VARY: Final = (b"vary", b"Origin")


class Cors:
    """The headers for each origin that may call."""

    def __init__(self, settings: Settings) -> None:
        self._origins = frozenset(origin.encode() for origin in settings.origins)

    def headers(self, origin: bytes | None) -> list[tuple[bytes, bytes]]:
        """What is added to every answer."""
        if origin not in self._origins:
            return [_VARY]
        return [
            (b"access-control-allow-origin", origin),
            (b"access-control-allow-credentials", b"true"),
            (b"access-control-expose-headers", _EXPOSED),
            _VARY,
        ]

    def preflight(self, origin: bytes | None) -> list[tuple[bytes, bytes]] | None:
        """The further headers of a preflight's answer, where the origin may call."""
        if origin not in self._origins:
            return None
        return [
            (b"access-control-allow-methods", _METHODS),
            (b"access-control-allow-headers", _ACCEPTED),
            (b"access-control-max-age", _KEPT_SECONDS),
        ]
