"""What routes say of their answers: which route is cached, and what an answer was made from.

An answer is kept only where its handler calls `keep` for it: whoever forgets it is slow, and nobody is served what was
not meant to be kept.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

import litestar
import msgspec
from litestar.connection import ASGIConnection
from litestar.routes import HTTPRoute

from rowlock.http.requests import contract_of

CACHED: Final[dict[str, Any]] = {"edge_cached": True}
"""`opt=CACHED` on a GET route whose answers to visitors may be kept, each by a call of `keep`."""

_OPT: Final = "edge_cached"
_KEYS: Final = "rowlock.edge_cache.keys"
_LONGEST_PATH: Final = 300


def keep(request: ASGIConnection[Any, Any, Any, Any], *keys: str) -> None:
    """This answer, a 200 for everybody, may be kept until one of `keys` changes: `product:<id>`, `products`,
    `categories`, `tags`. Does nothing where the request is anybody's own."""
    kept = cast(dict[str, Any], request.scope).get(_KEYS)
    if kept is not None:
        kept.extend(keys)


def collect_keys(scope: dict[str, Any]) -> list[str]:
    """Lets the handler of this request keep its answer; the list is filled when it does."""
    kept: list[str] = []
    scope[_KEYS] = kept
    return kept


class Route(msgspec.Struct, frozen=True):
    """A cached route: its address for logs, its parameters, and its options for the limits."""

    template: str
    parameters: frozenset[str]
    prefix: str | None
    opt: Mapping[str, Any]

    def knows(self, name: str) -> bool:
        return name in self.parameters or (self.prefix is not None and name.startswith(self.prefix))


class Routes:
    """Finds the cached route of a path as Litestar finds its handler: a fixed part goes before a parameter.

    The other GET routes are in it as well, so that none of them is taken for a cached one beside it.
    """

    def __init__(self, app: litestar.Litestar) -> None:
        self._top: dict[str, Any] = {}
        for route in app.routes:
            if isinstance(route, HTTPRoute) and "GET" in route.route_handler_map:
                handler = route.route_handler_map["GET"][0]
                node = self._top
                for part in _parts(route.path_components):
                    node = node.setdefault(part, {})
                node["/"] = None
                if handler.opt.get(_OPT):
                    contract = contract_of(handler)
                    node["/"] = Route(route.path_format, contract.query, contract.query_prefix, handler.opt)

    def find(self, path: str) -> Route | None:
        if len(path) > _LONGEST_PATH:
            return None
        node = self._top
        for part in path[1:].split("/"):
            if part == "" or part == "*":
                return None
            found = node.get(part)
            if found is None:
                found = node.get("*")
            if found is None:
                return None
            node = found
        route: Route | None = node.get("/")
        return route


def _parts(components: Iterable[Any]) -> list[str]:
    """The parts of a path, `*` for a parameter. No part holds a slash, which stands for the end."""
    return [part if isinstance(part, str) else "*" for part in components]
