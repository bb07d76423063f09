"""Compresses answers with brotli, or gzip for those who know no brotli.

Text from 500 bytes on, whole bodies only. Never an answer that carries a token: beside text that the caller chose, its
compressed length would give the token away (BREACH).
"""

import gzip
import re
from typing import Any, Final

import brotli  # type: ignore[import-untyped]
from litestar.types import ASGIApp, Message, Receive, Send

from rowlock.http.headers import all_of
from rowlock.http.openapi import CARRIES_TOKEN

SMALLEST: Final = 500
_BROTLI_QUALITY: Final = 4
_GZIP_LEVEL: Final = 5
_QVALUE: Final = re.compile(rb"0(\.[0-9]{0,3})?|1(\.0{0,3})?")
_TEXT: Final = (b"application/json", b"application/problem+json", b"text/", b"application/javascript", b"image/svg+xml")


class Compression:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        encoding = chosen(all_of(scope, b"accept-encoding"))
        start: Any = None

        async def send_compressed(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                if not _is_text(message) or _carries_token(scope):
                    start = None
                    await send(message)
                return
            if start is not None and message["type"] == "http.response.body":
                if not message.get("more_body"):
                    message["body"] = _finish(start, message.get("body", b""), encoding)
                await send(start)
                start = None
            await send(message)

        await self._app(scope, receive, send_compressed)


def _finish(start: Any, body: bytes, encoding: bytes | None) -> bytes:
    """The body as it is sent; the headers of `start` are changed to say so."""
    headers = [(name, value) for name, value in start["headers"] if name not in (b"vary", b"content-length")]
    vary = [value for name, value in start["headers"] if name == b"vary"]
    if len(body) >= SMALLEST and encoding is not None:
        body = compressed(body, encoding)
        headers.append((b"content-encoding", encoding))
    headers.append((b"vary", b", ".join([*vary, b"accept-encoding"])))
    if start["status"] not in (204, 304):
        headers.append((b"content-length", b"%d" % len(body)))
    start["headers"] = headers
    return body


def chosen(accepted: list[bytes]) -> bytes | None:
    """The encoding for an Accept-Encoding header: the one with the highest weight, brotli where they are alike. None is
    plain, which goes before both only where the client says so."""
    if not accepted:
        return None
    weights: dict[bytes, float] = {}
    for part in b",".join(accepted).lower().split(b","):
        name, _, weight = part.partition(b";")
        weights[name.strip()] = _weight(weight)
    best = max(b"br", b"gzip", key=lambda name: weights.get(name, 0.0))  # the first of equals
    if weights.get(best, 0.0) <= 0 or weights.get(b"identity", 0.0) > weights[best]:
        return None
    return best


def _weight(text: bytes) -> float:
    name, _, value = text.replace(b" ", b"").partition(b"=")
    if name != b"q":
        return 1.0
    return float(value) if _QVALUE.fullmatch(value) else 0.0


def compressed(body: bytes, encoding: bytes) -> bytes:
    if encoding == b"br":
        return bytes(brotli.compress(body, quality=_BROTLI_QUALITY))
    return gzip.compress(body, _GZIP_LEVEL, mtime=0)


def _is_text(start: Any) -> bool:
    is_text = False
    for name, value in start["headers"]:
        if name == b"content-encoding":
            return False
        if name == b"content-type":
            is_text = value.startswith(_TEXT)
    return is_text


def _carries_token(scope: Any) -> bool:
    handler = scope.get("route_handler")
    return handler is not None and not CARRIES_TOKEN.keys().isdisjoint(handler.opt)
