"""Nothing of whoever asked can be kept, and whoever says who he is gets an answer of his own."""

import asyncio
from typing import Any

import msgspec

from rowlock.edge_cache.declared import Route, keep
from rowlock.edge_cache.entries import Entry
from rowlock.edge_cache.flights import Flights
from rowlock.edge_cache.layer import EdgeCache
from rowlock.edge_cache.store import Store
from rowlock.http.client_address import CLIENT
from rowlock.http.edge import REQUEST_ID
from rowlock.http.gate import Gate
from rowlock.settings import Settings
from tests.edge_cache.conftest import plain, warmed
from tests.factories.catalogue import make_product
from tests.shop import Shop

_CANARY = "canary-7f3a"


class _OneRoute:
    """Every path is one cached route."""

    def find(self, path: str) -> Route:
        return Route("/echo", frozenset({"q"}), None, {})


async def _echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with all that it was told."""

    class Request:
        pass

    request: Any = Request()
    request.scope = scope
    keep(request, "products")
    told = {name: repr(value) for name, value in scope.items()}
    body = msgspec.json.encode({**told, "message": repr(await receive()), "context": repr(_context())})
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"public"), (b"etag", b'"1"')]
    headers += [(b"x-echo", repr(scope).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _context() -> list[Any]:
    import contextvars

    return [(variable.name, value) for variable, value in contextvars.copy_context().items()]


def test_whatever_a_handler_answers_it_cannot_be_about_who_asked() -> None:
    settings = Settings(rate_limit="off")
    store = Store(1_000_000)
    flights = Flights(_echo, settings, store)
    routes: Any = _OneRoute()
    app = EdgeCache(_echo, routes, flights, store, Gate(settings))
    sent: list[Any] = []
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": "/api/v1/echo",
        "raw_path": b"/api/v1/echo",
        "query_string": b"q=tea",
        "client": (_CANARY, 4711),
        "server": (_CANARY, 80),
        "state": {"of": _CANARY},
        "headers": [
            (name, _CANARY.encode())
            for name in (b"host", b"user-agent", b"cookie", b"x-forwarded-for", b"referer", b"x-anything", b"origin")
        ],
        CLIENT: _CANARY,
        REQUEST_ID: _CANARY,
    }

    async def receive() -> Any:
        return {"type": "http.request", "body": _CANARY.encode(), "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    async def ask() -> None:
        from rowlock import logs

        logs.REQUEST_ID.set(_CANARY)
        logs.CLIENT.set(_CANARY)
        await app(scope, receive, send)

    asyncio.run(ask())
    assert sent[0]["status"] == 200
    assert b"tea" in sent[1]["body"]
    entries = list(store._entries.values())
    assert len(entries) == 1
    assert _CANARY not in _everything(entries[0])
    assert _CANARY not in repr(sent)


def _everything(entry: Entry) -> str:
    codings = entry._codings.values()
    return repr([entry.key, entry.keys, entry._fixed, *((c.body, c.head, c.headers, c.unmodified) for c in codings)])


def test_what_an_admin_sees_is_for_him_alone(cached: Shop) -> None:
    admin = cached.admin()
    product = make_product(admin, stock=4711)
    path = f"/products/{product['slug']}"
    for _ in range(2):
        his = admin.get(path)
        assert his.json()["variants"][0]["available"] == 4711
        assert his.headers["cache-control"] == "private, no-store"
        assert b"4711" not in warmed(cached.guest(), path).content
        assert b"4711" not in plain(cached.guest(), "/products?limit=100").content
        assert b"4711" in admin.get("/products?limit=100").content


def test_credentials_of_any_kind_go_past_the_cache(cached: Shop) -> None:
    product = make_product(cached.admin())
    path = f"/products/{product['slug']}"
    warmed(cached.guest(), path)
    assert plain(cached.guest(), path, Authorization="Bearer nonsense").status_code == 401
    customer = cached.customer().get(path)
    assert (customer.status_code, customer.headers["cache-control"]) == (200, "private, no-store")


def test_drafts_and_other_peoples_lists_are_not_kept(cached: Shop) -> None:
    admin = cached.admin()
    draft = make_product(admin, status="draft")
    assert admin.get(f"/products/{draft['id']}").status_code == 200
    assert plain(cached.guest(), f"/products/{draft['id']}").status_code == 404
    assert admin.get("/products?status=draft").status_code == 200
    assert plain(cached.guest(), "/products?status=draft").status_code == 403
