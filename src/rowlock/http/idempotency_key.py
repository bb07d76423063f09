"""The Idempotency-Key header: a string of RFC 8941 in quotes, or bare; both forms are the same key."""

from typing import Any, Final

from litestar.connection import ASGIConnection

from rowlock.http.errors import InvalidIdempotencyKey
from rowlock.http.headers import all_of

_LONGEST: Final = 255


def of_request(connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """The key of a request, None without one; InvalidIdempotencyKey when it cannot be one."""
    sent = all_of(connection.scope, b"idempotency-key")
    if not sent:
        return None
    if len(sent) > 1:
        raise InvalidIdempotencyKey("Send one Idempotency-Key")
    key = sent[0].strip(b" \t").decode("latin-1")
    if key.startswith('"'):
        key = _unquoted(key)
    if not 1 <= len(key) <= _LONGEST or not all("!" <= character <= "~" for character in key):
        raise InvalidIdempotencyKey
    return key


def _unquoted(text: str) -> str:
    if len(text) < 2 or not text.endswith('"'):
        raise InvalidIdempotencyKey("The quotes of the idempotency key do not match")
    characters = iter(text[1:-1])
    key = ""
    for character in characters:
        if character == "\\":
            character = next(characters, "")
            if character not in ('"', "\\"):
                raise InvalidIdempotencyKey("A backslash in the idempotency key escapes nothing")
        elif character == '"':
            raise InvalidIdempotencyKey("The quotes of the idempotency key do not match")
        key += character
    return key


async def provide_idempotency_key(request: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    return of_request(request)
