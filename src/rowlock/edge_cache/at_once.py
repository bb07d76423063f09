"""Answers from memory before a request becomes one: a look into a table and one write, no task and no scope.

The server's protocol asks here with the head of each GET that stands alone on its connection. What is answered has
passed everything that holds for every request (`http/edge.py`): it has its request id, is counted by the limit of its
address, carries the security and cross-origin headers, and is logged like any other. Whatever is not plain, be it a
body, credentials, a header that stands twice, or a limit that must be asked for, goes the long way, which decides.
"""

import time
from random import getrandbits
from typing import Any, Final

from rowlock import logs
from rowlock.edge_cache.layer import CREDENTIALS, SESSION
from rowlock.edge_cache.store import Store
from rowlock.http import etags
from rowlock.http.compression import chosen
from rowlock.http.cors import Cors
from rowlock.http.edge import accepted_id
from rowlock.http.gate import Gate
from rowlock.settings import Settings

_NOT_PLAIN: Final = CREDENTIALS | {b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"range"}
_MOST_KNOWN: Final = 1_000


class AtOnce:
    """Called with the method, the target, the raw headers, the peer and the server's own lines of a head; None where
    the request has to go the long way. Nothing has been counted then."""

    def __init__(self, store: Store, gate: Gate, settings: Settings) -> None:
        self._store = store
        self._gate = gate
        self._is_proxied = bool(settings.proxies)
        self._cors = Cors(settings) if settings.origins else None
        self._encodings: dict[bytes, bytes] = {}

    def __call__(
        self, method: bytes, target: bytes, headers: list[tuple[bytes, bytes]], peer: Any, own: bytes
    ) -> tuple[bytes, bytes] | None:
        store = self._store
        entry = store.spellings.get(target)
        if entry is None or not entry.is_free or not store.is_followed():
            return None
        sent = dict(headers)
        if len(sent) != len(headers) or b"host" not in sent or not _NOT_PLAIN.isdisjoint(sent):
            return None
        if b"cookie" in sent and SESSION in sent[b"cookie"]:
            return None
        encoding = sent.get(b"accept-encoding", b"")
        coding = entry.ready(self._encoding(encoding) if encoding else b"")
        if coding is None:
            return None
        started = time.perf_counter()
        client: str = peer[0] if peer else ""
        if self._is_proxied or ":" in client:
            client = self._gate.addresses.of({"client": peer, "headers": headers})
        limits = self._gate.admit_at_once(client)
        if limits is None:
            return None
        store.use(entry)
        store.results["hit"] += 1
        request_id = accepted_id(sent[b"x-request-id"]) if b"x-request-id" in sent else None
        sign = b"%032x" % getrandbits(128) if request_id is None else request_id.encode()
        cross = b"" if self._cors is None else _lines(self._cors.headers(sent.get(b"origin")))
        is_known = b"if-none-match" in sent and etags.matches(
            sent[b"if-none-match"], coding.etag.decode("latin-1"), weak=True
        )
        if is_known:
            head, body = coding.unmodified, b""
        else:
            head, body = coding.head, coding.body if method == b"GET" else b""
        form = entry.log_form(method, 304 if is_known else 200)
        logs.request_again(form, time.perf_counter() - started, sign, client)
        return b"%b%b%bx-request-id: %b\r\n%b\r\n" % (head, own, limits, sign, cross), body

    def _encoding(self, accepted: bytes) -> bytes:
        found = self._encodings.get(accepted)
        if found is None:
            if len(self._encodings) >= _MOST_KNOWN:
                self._encodings.clear()
            found = self._encodings[accepted] = chosen([accepted]) or b""
        return found


def _lines(headers: list[tuple[bytes, bytes]]) -> bytes:
    return b"".join([b"%b: %b\r\n" % line for line in headers])
