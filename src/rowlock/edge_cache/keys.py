"""Under which key an answer is kept: the path and the query in one spelling, and nothing else of a request."""

from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from rowlock.edge_cache.declared import Route

_LONGEST_QUERY: Final = 1_024
_MOST_PARAMETERS: Final = 30
_REPLACED: Final = "\ufffd"


class Key(tuple[str, bytes]):
    """A path, unquoted, and a query with its parameters in order."""

    __slots__ = ()

    @property
    def path(self) -> str:
        return self[0]

    @property
    def query(self) -> bytes:
        return self[1]


def key_of(route: Route, path: str, query: bytes) -> Key | None:
    """None where the route would refuse the query, or it is too odd to be kept."""
    if not query:
        return Key((path, b""))
    if len(query) > _LONGEST_QUERY or query.count(b"&") >= _MOST_PARAMETERS:
        return None
    pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    for name, value in pairs:
        if not route.knows(name) or _REPLACED in value or _REPLACED in name:
            return None
    pairs.sort()
    return Key((path, urlencode(pairs).encode("ascii")))


def spelling(scope: Any) -> bytes:
    """The target of a request as it was sent."""
    path: bytes = scope.get("raw_path") or b""
    query: bytes = scope["query_string"]
    return path + b"?" + query if query else path
