"""The edge cache as ASGI middleware: around the app, within the edge that guards every request.

A GET of a visitor, on a route that says `CACHED`, is answered from memory, or by a handler that runs once for all who
ask the same at the same time. Whoever sends credentials is handed on to the app as he is.
"""

from typing import Any, Final

import structlog
from litestar.types import ASGIApp, Receive, Send

from rowlock.edge_cache.declared import Routes
from rowlock.edge_cache.entries import Entry, unmodified_headers
from rowlock.edge_cache.flights import Answer, Flights
from rowlock.edge_cache.keys import key_of, spelling
from rowlock.edge_cache.store import Store
from rowlock.http import etags
from rowlock.http.client_address import CLIENT
from rowlock.http.compression import chosen
from rowlock.http.edge import REQUEST_ID
from rowlock.http.gate import Gate
from rowlock.http.headers import all_of

log: Final = structlog.get_logger("rowlock.edge_cache")

CREDENTIALS: Final = frozenset((b"authorization", b"x-cart-token", b"x-order-token", b"x-api-key", b"x-csrf-token"))
SESSION: Final = b"rowlock_"
"""What the names of our cookies begin with, after `__Host-`; other cookies are nothing to us."""


class EdgeCache:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, routes: Routes, flights: Flights, store: Store, gate: Gate) -> None:
        self._app = app
        self._routes = routes
        self._flights = flights
        self._store = store
        self._gate = gate

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        route = key = None
        if scope["type"] == "http" and scope["method"] == "GET":
            route = self._routes.find(scope["path"])
        if route is not None and not has_credentials(scope["headers"]):
            key = key_of(route, scope["path"], scope["query_string"])
        if route is None or key is None:
            await self._app(scope, receive, send)
            return
        scope["path_template"] = route.template
        await self._gate.admit_to_route(scope, route.opt, scope[CLIENT])
        entry = self._store.get(key)
        if entry is not None and self._store.is_followed():
            self._store.results["hit"] += 1
        else:
            answer = await self._flights.answer(route, key)
            if isinstance(answer, Entry):
                entry = answer
            elif answer.status >= 500 and entry is not None and self._store.is_better_than_nothing():
                self._store.results["stale"] += 1
            else:
                await _send_on(answer, scope[REQUEST_ID], send)
                return
        encoding = chosen(all_of(scope, b"accept-encoding")) or b""
        coding = await entry.coding(encoding)
        self._store.spell(entry, spelling(scope))
        self._store.recount(entry)
        conditions = all_of(scope, b"if-none-match")
        if conditions and etags.matches(b",".join(conditions), coding.etag.decode(), weak=True):
            await _send(304, unmodified_headers(coding.headers), b"", send)
        else:
            await _send(200, list(coding.headers), coding.body, send)


def has_credentials(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether anything says who asks, be it right or wrong."""
    return any(name in CREDENTIALS or (name == b"cookie" and SESSION in value) for name, value in headers)


async def _send_on(answer: Answer, request_id: str, send: Send) -> None:
    """Each who waited is told the id of his own request."""
    if answer.status >= 500:
        log.warning("edge_cache.no_answer", status=answer.status, asked_as=answer.request_id)
    body = answer.body.replace(answer.request_id.encode(), request_id.encode())
    headers = [(name, value) for name, value in answer.headers if name != b"content-length"]
    headers.append((b"content-length", b"%d" % len(body)))
    await _send(answer.status, headers, body, send)


async def _send(status: int, headers: list[tuple[bytes, bytes]], body: bytes, send: Send) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
