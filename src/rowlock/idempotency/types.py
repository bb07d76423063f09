"""What is kept of a keyed request."""

from typing import Any

import msgspec


class Claim(msgspec.Struct, frozen=True):
    """The answer to asking for a key: whether this transaction holds it, and what was answered before, if anything."""

    is_ours: bool
    fingerprint: bytes | None
    status: int | None
    body: bytes | None


class KeyedRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Whose key it is: keys of two callers, or of two operations, never meet."""

    principal: str
    operation: str
    key: str


class Answer(msgspec.Struct, frozen=True):
    """A finished answer as bytes of JSON."""

    status: int
    body: bytes
    is_replay: bool


class KeptRefusal(msgspec.Struct, frozen=True):
    """A refusal as it is kept: enough to raise it again."""

    code: str
    title: str
    detail: str
    extra: dict[str, Any]
