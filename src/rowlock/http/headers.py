"""Raw headers, as ASGI has them: names are lower-case and a name may stand twice."""

from collections.abc import Mapping
from typing import Any

from rowlock.settings import Settings


def security(settings: Settings) -> list[tuple[bytes, bytes]]:
    """What stands on every answer that does not say otherwise itself; nobody keeps an answer unless it says so."""
    found = [
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
        (b"referrer-policy", b"no-referrer"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"cache-control", b"no-store"),
    ]
    if settings.env == "production":
        found.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
    return found


def all_of(scope: Mapping[str, Any], name: bytes) -> list[bytes]:
    return [value for key, value in scope["headers"] if key == name]


def first_of(scope: Mapping[str, Any], name: bytes) -> bytes | None:
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return None
