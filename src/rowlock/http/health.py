"""Whether this process lives, and whether it can serve: for supervisors, proxies and load balancers."""

import asyncio
from typing import Any, Final, Literal

import msgspec
import structlog
from litestar import Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from redis.asyncio import Redis

from rowlock.db import migrate
from rowlock.db.database import Database
from rowlock.http.requests import Request
from rowlock.settings import Settings

log: Final = structlog.get_logger("rowlock.http")

_PATIENCE_SECONDS: Final = 3.0
_MIGRATED: Final = "is_migrated"


class Health(msgspec.Struct, frozen=True):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Readiness(msgspec.Struct, frozen=True):
    """Ready, or what is missing. Degraded is ready too: the shop serves without Redis."""

    status: Literal["ready", "degraded", "not_ready"]
    missing: list[Literal["database", "migrations", "redis"]]


@get("/health", tags=("Operations",))
async def get_health() -> Health:
    """Says that the process lives.

    It asks nothing else: a shop that waits for its database is alive.
    """
    return Health()


@get(
    "/health/ready",
    tags=("Operations",),
    responses={503: ResponseSpec(Readiness, description="Something is missing", generate_examples=False)},
)
async def get_readiness(
    request: Request,
    database: NamedDependency[Database],
    redis: NamedDependency[Redis],
    settings: NamedDependency[Settings],
) -> Response[Readiness]:
    """Says whether the shop can serve, and what it waits for.

    Without Redis it can: limits are then counted by each process, and mails and exports wait until it is back.
    """
    missing: list[Literal["database", "migrations", "redis"]] = []
    if not await _answers("database", database.ping()):
        missing.append("database")
    elif not await _answers("migrations", _see_migrations(request.app.state, settings)):
        missing.append("migrations")
    is_served = not missing
    if not await _answers("redis", redis.ping()):
        missing.append("redis")
    if not is_served:
        return Response(Readiness("not_ready", missing), status_code=503, headers={"Retry-After": "1"})
    return Response(Readiness("degraded" if missing else "ready", missing))


async def _answers(name: str, question: Any) -> bool:
    """Whatever goes wrong, the answer is no."""
    try:
        await asyncio.wait_for(question, _PATIENCE_SECONDS)
    except Exception as error:
        log.warning("readiness.missing", what=name, error=f"{type(error).__name__}: {error}")
        return False
    return True


async def _see_migrations(state: State, settings: Settings) -> None:
    """Raises while one is pending; migrations only go forward, so once is enough."""
    if not state.get(_MIGRATED):
        pending = [m.name for m in await migrate.status(settings.database_url or "") if not m.is_applied]
        if pending:
            raise LookupError(f"{', '.join(pending)} pending")
        state[_MIGRATED] = True
