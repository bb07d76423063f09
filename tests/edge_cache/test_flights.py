"""However many ask the same at once, one handler works for all of them."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest

from rowlock.edge_cache.declared import Route, keep
from rowlock.edge_cache.entries import Entry
from rowlock.edge_cache.flights import Answer, Flights
from rowlock.edge_cache.keys import Key
from rowlock.edge_cache.store import ALL, Store
from rowlock.settings import Settings
from tests.edge_cache.conftest import counted, plain
from tests.factories.catalogue import make_product
from tests.shop import Shop

_ROUTE = Route("/things", frozenset(), None, {})
_KEY = Key(("/things", b""))


class _App:
    """Answers when it is let to."""

    def __init__(self) -> None:
        self.calls = 0
        self.let = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.calls += 1
        body = b"answer %d" % self.calls
        await self.let.wait()
        if self.error is not None:
            raise self.error
        request: Any = type("Request", (), {"scope": scope})
        keep(request, "product:1")
        headers = [(b"content-type", b"text/plain"), (b"cache-control", b"public"), (b"etag", b'"1"')]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def flown(test: Callable[[_App, Flights, Store], Awaitable[None]]) -> None:
    async def run() -> None:
        app, store = _App(), Store(1_000_000)
        await test(app, Flights(app, Settings(), store), store)

    asyncio.run(run())


async def turns() -> None:
    """Lets every task get as far as it can."""
    for _ in range(5):
        await asyncio.sleep(0)


def body(answer: Entry | Answer) -> bytes:
    assert isinstance(answer, Entry)
    coding = answer.ready(b"")
    assert coding is not None
    return coding.body


def test_those_who_ask_at_once_share_one_answer() -> None:
    async def test(app: _App, flights: Flights, store: Store) -> None:
        waiting = [asyncio.create_task(flights.answer(_ROUTE, _KEY)) for _ in range(20)]
        await turns()
        app.let.set()
        assert {body(answer) for answer in await asyncio.gather(*waiting)} == {b"answer 1"}
        assert app.calls == 1
        assert store.results == {"hit": 0, "miss": 1, "joined": 19, "stale": 0}
        assert store.get(_KEY) is not None

    flown(test)


def test_who_hangs_up_ends_nothing_for_the_others() -> None:
    async def test(app: _App, flights: Flights, store: Store) -> None:
        first, second = (asyncio.create_task(flights.answer(_ROUTE, _KEY)) for _ in range(2))
        await turns()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        app.let.set()
        assert body(await second) == b"answer 1"

    flown(test)


def test_a_failure_is_everybodys_who_waited_and_nobodys_after() -> None:
    async def test(app: _App, flights: Flights, store: Store) -> None:
        app.error = RuntimeError("broken")
        waiting = [asyncio.create_task(flights.answer(_ROUTE, _KEY)) for _ in range(3)]
        await turns()
        app.let.set()
        found = await asyncio.gather(*waiting, return_exceptions=True)
        assert [str(error) for error in found] == ["broken"] * 3
        assert store.get(_KEY) is None
        app.error = None
        assert body(await flights.answer(_ROUTE, _KEY)) == b"answer 2"

    flown(test)


@pytest.mark.parametrize(("dropped", "is_kept"), [("product:1", False), (ALL, False), ("product:2", True)])
def test_what_changes_meanwhile_is_not_kept_and_given_to_nobody_later(dropped: str, is_kept: bool) -> None:
    async def test(app: _App, flights: Flights, store: Store) -> None:
        early = asyncio.create_task(flights.answer(_ROUTE, _KEY))
        await turns()
        flights.drop({dropped})
        late = asyncio.create_task(flights.answer(_ROUTE, _KEY))
        await turns()
        assert app.calls == 2, "who asks after the change does not wait for an answer from before it"
        app.let.set()
        assert [body(answer) for answer in await asyncio.gather(early, late)] == [b"answer 1", b"answer 2"]
        kept = store.get(_KEY)
        assert kept is not None
        assert body(kept) == b"answer 2"

    async def alone(app: _App, flights: Flights, store: Store) -> None:
        early = asyncio.create_task(flights.answer(_ROUTE, _KEY))
        await turns()
        flights.drop({dropped})
        app.let.set()
        await early
        assert (store.get(_KEY) is not None) == is_kept

    flown(test)
    flown(alone)


def test_twenty_visitors_of_a_cold_page_cost_one_query(cached: Shop) -> None:
    path = f"/products/{make_product(cached.admin())['slug']}"
    before = {kind: counted(cached, "requests_total", kind) for kind in ("hit", "miss", "joined")}
    locked, done = threading.Event(), threading.Event()

    async def hold() -> None:
        connection = await asyncpg.connect(cached.settings.database_owner_url)
        try:
            async with connection.transaction():
                await connection.execute("LOCK TABLE product_documents IN ACCESS EXCLUSIVE MODE")
                locked.set()
                await asyncio.to_thread(done.wait, 20)
        finally:
            await connection.close()

    with ThreadPoolExecutor(21) as pool:
        holding = pool.submit(asyncio.run, hold())
        assert locked.wait(10)
        try:
            asked = [pool.submit(plain, cached.guest(), path) for _ in range(20)]
            cached.until(lambda: counted(cached, "requests_total", "joined") == before["joined"] + 19, seconds=5)
        finally:
            done.set()
        assert {answer.result().status_code for answer in asked} == {200}
        holding.result()
    assert counted(cached, "requests_total", "miss") == before["miss"] + 1
