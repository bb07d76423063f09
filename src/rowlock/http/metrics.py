"""Counters for Prometheus at /metrics, summed over the processes of this machine.

Under a supervisor each process counts in a file of its own in one folder: prometheus_client's multiprocess mode, which
the environment must ask for before that library is imported.
"""

import hmac
import os
from typing import Final

from litestar import MediaType, Response, get
from litestar.di import NamedDependency

from rowlock.http.auth import Connection, bearer_token
from rowlock.http.errors import InvalidToken, RouteNotFound
from rowlock.http.requests import Request
from rowlock.settings import Settings

_VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
_MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


@get("/metrics", media_type=MediaType.TEXT, include_in_schema=False)
async def get_metrics(request: Request, settings: NamedDependency[Settings]) -> Response[bytes]:
    """Counters in Prometheus' text format."""
    from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    _check(request, settings)
    registry = REGISTRY
    if os.environ.get(_VARIABLE):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), media_type=_MEDIA_TYPE)


def _check(request: Connection, settings: Settings) -> None:
    if settings.metrics_token is None:
        if settings.env == "production":
            raise RouteNotFound
        return
    if not hmac.compare_digest((bearer_token(request) or "").encode(), settings.metrics_token.encode()):
        raise InvalidToken
