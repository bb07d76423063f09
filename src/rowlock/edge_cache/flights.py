"""Makes the answer of a key by the app itself: once for all who ask at the same time, and for nobody in particular.

**Nothing private can be kept, by construction**: the app is called with a request that is made of the key alone. It has
no headers, cookies or address of whoever asked, and runs in a context of its own, so what it answers cannot depend on
them. Of the answer only the body and three headers are taken.
"""

import asyncio
import contextvars
from collections.abc import Iterable
from random import getrandbits
from typing import Any
from urllib.parse import urlsplit

import msgspec
from litestar.types import ASGIApp

from rowlock import logs
from rowlock.edge_cache.declared import Route, collect_keys
from rowlock.edge_cache.entries import Entry, Shape
from rowlock.edge_cache.keys import Key
from rowlock.edge_cache.store import ALL, Store
from rowlock.http.client_address import CLIENT
from rowlock.http.edge import REQUEST_ID
from rowlock.http.gate import COUNTED
from rowlock.settings import Settings


class Answer(msgspec.Struct, frozen=True):
    """What the app said that is not for keeping: redirections and refusals. The latter name the request."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes
    request_id: str


class Flight:
    """One answer in the making."""

    def __init__(self) -> None:
        self.dropped: set[str] = set()
        self.task: asyncio.Task[Entry | Answer]


class Flights:
    """All that are under way in this process."""

    def __init__(self, app: ASGIApp, settings: Settings, store: Store) -> None:
        self._app = app
        self._store = store
        self._shape = Shape(settings)
        address = urlsplit(settings.base_url)
        self._host = address.netloc.encode()
        self._scheme = address.scheme
        self._flights: dict[Key, Flight] = {}
        self._open: set[Flight] = set()

    def drop(self, keys: Iterable[str]) -> None:
        """What is in the making may be made from what these were before; who asks from now on waits for a new one."""
        self._flights.clear()
        for flight in self._open:
            flight.dropped.update(keys)

    async def answer(self, route: Route, key: Key) -> Entry | Answer:
        """The answer to a visitor. Who hangs up while he waits ends nothing for the others."""
        flight = self._flights.get(key)
        self._store.results["miss" if flight is None else "joined"] += 1
        if flight is None:
            flight = self._flights[key] = Flight()
            self._open.add(flight)
            flight.task = asyncio.create_task(self._make(route, key, flight), context=contextvars.Context())
            flight.task.add_done_callback(lambda task: self._land(key, flight, task))
        return await asyncio.shield(flight.task)

    def _land(self, key: Key, flight: Flight, task: asyncio.Task[Entry | Answer]) -> None:
        self._open.discard(flight)
        if self._flights.get(key) is flight:
            del self._flights[key]
        if not task.cancelled():
            task.exception()  # whoever waited has it; nobody may have

    async def _make(self, route: Route, key: Key, flight: Flight) -> Entry | Answer:
        request_id = f"{getrandbits(128):032x}"
        logs.REQUEST_ID.set(request_id)
        scope = self._scope(key, request_id)
        keys = collect_keys(scope)
        start: dict[str, Any] = {}
        parts: list[bytes] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                parts.append(message.get("body", b""))

        await self._app(scope, receive, send)
        entry = None
        if start["status"] == 200:
            entry = self._shape.entry(route, key, tuple(dict.fromkeys(keys)), start["headers"], b"".join(parts))
        if entry is None:
            return Answer(start["status"], list(start["headers"]), b"".join(parts), request_id)
        # No await from here to the store: whatever is dropped later finds it there.
        if keys and ALL not in flight.dropped and flight.dropped.isdisjoint(keys):
            self._store.put(entry)
        return entry

    def _scope(self, key: Key, request_id: str) -> Any:
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": self._scheme,
            "server": None,
            "client": None,
            "root_path": "",
            "path": key.path,
            "raw_path": key.path.encode(),
            "query_string": key.query,
            "headers": [(b"host", self._host)],
            "state": {},
            CLIENT: "",
            REQUEST_ID: request_id,
            COUNTED: True,
        }
