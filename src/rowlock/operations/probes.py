"""Looks at each part that the shop stands on. A part that does not answer in time is down; it never breaks the look."""

import asyncio
import importlib.metadata
import secrets
import shutil
import time
from collections.abc import Awaitable, Callable
from typing import Final

from redis.asyncio import Redis

from rowlock import clock
from rowlock.analytics.queries import states
from rowlock.db.database import Database
from rowlock.mail.mailer import open_mailer
from rowlock.operations import queries
from rowlock.operations.types import Component, State, SystemHealth, WorkerState
from rowlock.settings import Settings
from rowlock.storage.store import Storage

_PATIENCE_SECONDS: Final = 5.0
# From here on somebody should look.
_SLOW_DATABASE_MS: Final = 250
_FULL_CONNECTIONS: Final = 0.9
_REPLICA_SECONDS: Final = 30
_SILENT_SECONDS: Final = 20
_OVERDUE_SECONDS: Final = 60
_OLD_FIGURES_SECONDS: Final = 3_600
_LITTLE_DISK_BYTES: Final = 1_073_741_824
_LITTLE_DISK_PART: Final = 0.05
# A worker reports every five seconds.
_WORST_FIRST: Final[tuple[State, ...]] = ("down", "degraded", "ok")


async def look(settings: Settings, database: Database, redis: Redis, storage: Storage) -> SystemHealth:
    """All parts at once, each within five seconds. Without its database a shop is down; without anything else it is
    degraded."""
    workers: list[WorkerState] = []

    async def look_at_workers() -> Component:
        async with database.primary() as db:
            workers.extend(await queries.list_workers(db))
        return _workers(workers)

    looks: dict[str, Callable[[], Awaitable[Component]]] = {
        "database": lambda: _database(database),
        "replica": lambda: _replica(settings, database),
        "redis": lambda: _redis(redis),
        "storage": lambda: _storage(storage),
        "mail": lambda: _mail(settings),
        "worker": look_at_workers,
        "queue": lambda: _queue(database),
        "read_models": lambda: _read_models(database),
        "disk": lambda: _disk(settings),
    }
    found = await asyncio.gather(*(_within_patience(look) for look in looks.values()))
    components = dict(zip(looks, found, strict=True))
    return SystemHealth(
        status=_overall(components),
        checked_at=clock.now(),
        version=importlib.metadata.version("rowlock"),
        components=components,
        workers=workers,
    )


async def _within_patience(look: Callable[[], Awaitable[Component]]) -> Component:
    try:
        return await asyncio.wait_for(look(), _PATIENCE_SECONDS)
    except TimeoutError:
        return Component("down", f"no answer within {_PATIENCE_SECONDS:.0f} s")
    except Exception as error:
        # The kind of error only: its text may hold addresses and names of users.
        return Component("down", type(error).__name__)


def _overall(components: dict[str, Component]) -> State:
    if components["database"].state == "down":
        return "down"
    worst = min((part.state for part in components.values()), key=_WORST_FIRST.index)
    return "ok" if worst == "ok" else "degraded"


async def _database(database: Database) -> Component:
    began = time.perf_counter()
    await database.ping()
    elapsed_ms = (time.perf_counter() - began) * 1000
    async with database.primary() as db:
        state = await queries.get_database_state(db)
    detail = None
    if elapsed_ms > _SLOW_DATABASE_MS:
        detail = f"a ping took {elapsed_ms:.0f} ms"
    elif state.connections > state.most_connections * _FULL_CONNECTIONS:
        detail = f"{state.connections} of {state.most_connections} connections are taken"
    return _judged(
        detail,
        ping_ms=round(elapsed_ms, 1),
        bytes=state.bytes,
        connections=state.connections,
        most_connections=state.most_connections,
    )


async def _replica(settings: Settings, database: Database) -> Component:
    if settings.database_read_url is None:
        return Component("ok", figures={"is_configured": False})
    async with database.reader() as db:
        state = await queries.get_database_state(db)
    lag = state.replay_seconds
    detail = f"it is {lag:.0f} s behind" if lag is not None and lag > _REPLICA_SECONDS else None
    return _judged(detail, is_configured=True, lag_seconds=None if lag is None else round(lag, 1))


async def _redis(redis: Redis) -> Component:
    began = time.perf_counter()
    memory = await redis.info("memory")
    elapsed_ms = (time.perf_counter() - began) * 1000
    policy = memory.get("maxmemory_policy")
    detail = None
    if memory.get("maxmemory") and policy != "noeviction":
        detail = f"its maxmemory-policy is {policy}, which throws queued work away; it should be noeviction"
    return _judged(
        detail, ping_ms=round(elapsed_ms, 1), used_bytes=memory.get("used_memory"), most_bytes=memory.get("maxmemory")
    )


async def _storage(storage: Storage) -> Component:
    key = f"private/probes/{secrets.token_hex(8)}"
    began = time.perf_counter()
    await storage.put(key, b"probe")
    is_same = await storage.get(key) == b"probe"
    await storage.delete(key)
    elapsed_ms = (time.perf_counter() - began) * 1000
    return _judged(None if is_same else "it gave back something else", round_trip_ms=round(elapsed_ms, 1))


async def _mail(settings: Settings) -> Component:
    await open_mailer(settings).check()
    return Component("ok", figures={"is_sent": settings.smtp_url is not None})


def _workers(workers: list[WorkerState]) -> Component:
    living = [worker for worker in workers if worker.silent_seconds <= _SILENT_SECONDS]
    detail = None if living else "no worker has been heard of; mails, exports and pictures wait"
    return _judged(
        detail,
        living=len(living),
        running=sum(worker.running for worker in living),
        silent_seconds=round(workers[0].silent_seconds, 1) if workers else None,
    )


async def _queue(database: Database) -> Component:
    async with database.primary() as db:
        state = await queries.get_queue_state(db)
    detail = None
    if state.oldest_seconds > _OVERDUE_SECONDS:
        detail = f"work has been due for {state.oldest_seconds:.0f} s"
    elif state.dead:
        detail = f"{state.dead} pieces of work have failed for good and wait for you"
    return _judged(
        detail,
        waiting=state.waiting,
        later=state.later,
        running=state.running,
        dead=state.dead,
        oldest_seconds=round(state.oldest_seconds, 1),
    )


async def _read_models(database: Database) -> Component:
    async with database.primary() as db:
        found = await states.list_states(db)
    if any(state.refreshed_at is None for state in found):
        return _judged("they have never been built", lag_seconds=None, is_current=False)
    lag = max(state.lag_seconds or 0.0 for state in found)
    return _judged(
        f"they are {lag / 60:.0f} minutes behind" if lag > _OLD_FIGURES_SECONDS else None,
        lag_seconds=round(lag, 1),
        is_current=all(state.is_current for state in found),
        refresh_ms=sum(state.duration_ms for state in found),
    )


async def _disk(settings: Settings) -> Component:
    usage = await asyncio.to_thread(shutil.disk_usage, settings.data_folder)
    is_short = usage.free < max(_LITTLE_DISK_BYTES, usage.total * _LITTLE_DISK_PART)
    detail = f"{usage.free // 1_048_576} MiB are free" if is_short else None
    return _judged(detail, free_bytes=usage.free, total_bytes=usage.total)


def _judged(detail: str | None, **figures: float | str | bool | None) -> Component:
    return Component("degraded" if detail else "ok", detail, dict(figures))
