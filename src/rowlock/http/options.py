"""Answers OPTIONS with all methods of an address.

Litestar's own answer knows one route; here GET of `/products/{key}` and PUT of `/products/{product_id}` are two, and
the second answers for both.
"""

from typing import Any, Final

import litestar
from litestar.types import ASGIApp, Receive, Send

_OPTIONS: Final = "OPTIONS"


def answer(app: litestar.Litestar) -> None:
    """Replaces Litestar's answers; once, when the app is built."""
    _visit(app.asgi_router.root_route_map_node)


def allowed(methods: set[str]) -> str:
    """The value of an Allow header: who knows GET knows HEAD."""
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


def _visit(node: Any) -> None:
    handlers = node.asgi_handlers
    if _OPTIONS in handlers:
        handlers[_OPTIONS] = handlers[_OPTIONS]._replace(asgi_app=_answering(allowed({*handlers})))
        node.path_parameters[_OPTIONS] = ()  # or what one route takes for an id would decide for the other
    for child in node.children.values():
        _visit(child)


def _answering(allow: str) -> ASGIApp:
    headers = [(b"allow", allow.encode())]

    async def answer_options(_scope: Any, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": headers})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return answer_options
