"""A kept answer: its bytes plain, in brotli and in gzip, each made once and with a strong ETag and its head ready."""

import asyncio
import sys
from collections.abc import Sequence
from typing import Final

from rowlock import logs
from rowlock.edge_cache.declared import Route
from rowlock.edge_cache.keys import Key
from rowlock.http import etags
from rowlock.http.compression import SMALLEST, compressed
from rowlock.http.gate import is_limited
from rowlock.http.headers import security
from rowlock.settings import Settings

# Who logs in gets other answers at the same address: a cache in front must know, and should drop all cookies of others.
VARY: Final = b"Accept-Encoding, Authorization, Cookie"

# Compressing so many bytes takes a millisecond or so, for which no other request should wait.
_LARGEST_AT_ONCE: Final = 32_768
# What an entry takes beside the bytes that are counted one by one: the objects, their places in the tables of the store
# and what the allocator rounds up. Measured; a test measures it again.
OVERHEAD: Final = 2_600
# A table of a coding: the object, and the headers of bytes objects.
_CODING_OVERHEAD: Final = 250


class Coding:
    """One encoding of an answer. `head` and `unmodified` are whole heads but for what each request has of its own."""

    __slots__ = ("body", "etag", "head", "headers", "unmodified")

    def __init__(self, body: bytes, etag: bytes, headers: list[tuple[bytes, bytes]], security: bytes) -> None:
        self.body = body
        self.etag = etag
        self.headers = headers
        lines = b"".join([b"%b: %b\r\n" % line for line in headers])
        self.head = b"HTTP/1.1 200 OK\r\n%b%b" % (lines, security)
        self.unmodified = b"HTTP/1.1 304 Not Modified\r\n%b%b" % (
            b"".join([b"%b: %b\r\n" % line for line in unmodified_headers(headers)]),
            security,
        )

    @property
    def size(self) -> int:
        own = (self.body, self.etag, self.head, self.unmodified, self.headers)
        return _CODING_OVERHEAD + sum(sys.getsizeof(part) for part in own)


def unmodified_headers(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """What a 304 repeats (RFC 9110, section 15.4.5)."""
    return [line for line in headers if line[0] not in (b"content-length", b"content-type", b"content-encoding")]


class Entry:
    """An answer under its key. `size` is what it takes of the store's bytes, and grows as encodings are made."""

    __slots__ = (
        "_codings",
        "_etag",
        "_fixed",
        "_log_forms",
        "_security",
        "counted",
        "is_free",
        "key",
        "keys",
        "size",
        "spellings",
        "template",
    )

    def __init__(
        self,
        key: Key,
        keys: tuple[str, ...],
        template: str,
        *,
        is_free: bool,
        body: bytes,
        etag: bytes,
        fixed: list[tuple[bytes, bytes]],
        security: bytes,
    ) -> None:
        self.key = key
        self.keys = keys
        self.template = template
        self.is_free = is_free
        """Whether no limit counts it beside the one that counts every request."""
        self.spellings: list[bytes] = []
        self.counted = 0
        """How much of its size the store has counted."""
        self._etag = etag
        self._fixed = fixed
        self._security = security
        self._codings: dict[bytes, Coding] = {}
        self._log_forms: dict[tuple[bytes, int], bytes] = {}
        self.size = OVERHEAD + len(key.path) + len(key.query) + sum(map(len, keys))
        self._add(b"", body)

    def ready(self, encoding: bytes) -> Coding | None:
        """The answer in that encoding, or plain where that is better; None where it has yet to be made."""
        plain = self._codings[b""]
        return plain if len(plain.body) < SMALLEST else self._codings.get(encoding)

    async def coding(self, encoding: bytes) -> Coding:
        """As `ready`, and makes it."""
        found = self.ready(encoding)
        if found is None:
            body = self._codings[b""].body
            if len(body) <= _LARGEST_AT_ONCE:
                return self._add(encoding, compressed(body, encoding))
            made = await asyncio.to_thread(compressed, body, encoding)
            # Somebody else may have been as fast.
            found = self._codings.get(encoding) or self._add(encoding, made)
        return found

    def log_form(self, method: bytes, status: int) -> bytes:
        """The part of a log line that is the same each time; for `logs.request_again`."""
        form = self._log_forms.get((method, status))
        if form is None:
            form = logs.request_form(method.decode(), self.template, self.key.path, status)
            self._log_forms[method, status] = form
        return form

    def _add(self, encoding: bytes, body: bytes) -> Coding:
        headers = [*self._fixed, (b"content-length", b"%d" % len(body))]
        etag = self._etag
        if encoding:
            etag = etags.of_encoding(etag.decode("latin-1"), encoding).encode("latin-1")
            headers.append((b"content-encoding", encoding))
        headers.append((b"etag", etag))
        added = self._codings[encoding] = Coding(body, etag, headers, self._security)
        self.size += added.size
        return added


class Shape:
    """Makes entries of answers, as this shop's settings say."""

    def __init__(self, settings: Settings) -> None:
        own = [line for line in security(settings) if line[0] != b"cache-control"]
        self._security = b"".join([b"%b: %b\r\n" % line for line in own])
        self._cdn_seconds = settings.cdn_seconds

    def entry(
        self, route: Route, key: Key, keys: tuple[str, ...], headers: list[tuple[bytes, bytes]], body: bytes
    ) -> Entry | None:
        """Of an answer with 200; None where it is not for everybody, or says things that no entry holds."""
        said = dict(headers)
        if not said.get(b"cache-control", b"").startswith(b"public") or b"etag" not in said or b"set-cookie" in said:
            return None
        fixed = [
            (b"content-type", said[b"content-type"]),
            (b"cache-control", said[b"cache-control"]),
            (b"vary", VARY),
            *self._cdn_lines(keys),
        ]
        return Entry(
            key,
            keys,
            route.template,
            is_free=not is_limited(route.opt, key.query),
            body=body,
            etag=said[b"etag"],
            fixed=fixed,
            security=self._security,
        )

    def _cdn_lines(self, keys: Sequence[str]) -> list[tuple[bytes, bytes]]:
        if not self._cdn_seconds or not keys:
            return []
        seconds = b"max-age=%d" % self._cdn_seconds
        return [
            (b"cdn-cache-control", b"public, " + seconds),
            (b"surrogate-control", seconds),
            (b"surrogate-key", " ".join(keys).encode("ascii")),
            (b"cache-tag", ",".join(keys).encode("ascii")),
        ]
