"""Strong entity tags (RFC 9110, section 8.8.3): answers that a client may keep, and edits of what it has seen."""

import hashlib
from typing import Any, Final

from litestar import Response
from litestar.connection import ASGIConnection
from litestar.types import Receive

from rowlock.errors import PreconditionFailed
from rowlock.http.compression import SMALLEST, chosen
from rowlock.http.headers import all_of

_JSON: Final = "application/json"


def of_bytes(body: bytes) -> str:
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def of_encoding(etag: str, encoding: bytes) -> str:
    """A strong tag stands for bytes, so each encoding of the same has its own."""
    return f'{etag[:-1]}-{encoding.decode()}"'


def of_version(version: object) -> str:
    """The tag of anything that has a version or a last change; two objects may share one."""
    return f'"{hashlib.blake2b(str(version).encode(), digest_size=12).hexdigest()}"'


class Ready(Response[bytes]):
    """Bytes with all of their headers, which Litestar has nothing to add to: a read in ten would go for its looking."""

    def __init__(self, status: int, raw: list[tuple[bytes, bytes]], body: bytes) -> None:
        self.status_code = status
        self.content = body
        self.raw = raw

    def to_asgi_response(self, *_: Any, **__: Any) -> Any:
        start = {"type": "http.response.start", "status": self.status_code, "headers": self.raw}
        body = {"type": "http.response.body", "body": self.content, "more_body": False}

        async def send_ready(_scope: Any, _receive: Receive, send: Any) -> None:
            await send(start)
            await send(body)

        return send_ready


def answer(
    request: ASGIConnection[Any, Any, Any, Any],
    body: bytes,
    *,
    etag: str | None = None,
    cache_control: str = "private, no-cache",
    media_type: str = _JSON,
) -> Response[bytes]:
    """200 with ready bytes, or 304 without them when the client has this version."""
    tag = etag or of_bytes(body)
    if len(body) >= SMALLEST and (encoding := chosen(all_of(request.scope, b"accept-encoding"))) is not None:
        tag = of_encoding(tag, encoding)
    raw = [(b"etag", tag.encode("latin-1")), (b"cache-control", cache_control.encode())]
    if cache_control.startswith("public"):
        raw.append((b"vary", b"Authorization, Cookie"))
    sent = all_of(request.scope, b"if-none-match")
    if sent and matches(b",".join(sent), tag, weak=True):
        return Ready(304, raw, b"")
    raw += [(b"content-type", media_type.encode()), (b"content-length", b"%d" % len(body))]
    return Ready(200, raw, bytes(body))


def if_match(request: ASGIConnection[Any, Any, Any, Any]) -> str | None:
    """The If-Match header, to be checked by the command that holds the lock."""
    sent = all_of(request.scope, b"if-match")
    return b",".join(sent).decode("latin-1") if sent else None


def check_if_match(sent: str | None, etag: str) -> None:
    """PreconditionFailed unless the client has seen this version; without the header there is no condition."""
    if sent is not None and not matches(sent.encode("latin-1"), etag, weak=False):
        raise PreconditionFailed


def matches(sent: bytes, etag: str, *, weak: bool) -> bool:
    """Whether a list of tags, or `*`, holds this one. A weak tag never matches strongly."""
    if sent.strip() == b"*":
        return True
    wanted = etag.encode("latin-1")
    for part in sent.split(b","):
        candidate = part.strip()
        if weak:
            candidate = candidate.removeprefix(b"W/")
        if candidate == wanted:
            return True
    return False
