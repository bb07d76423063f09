"""The database as the program sees it: a pool to read from, a pool to write through, and one way to run a command."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from typing import Any, Final, Self, TypeVar

import asyncpg

from rowlock import errors
from rowlock.db.connections import Purpose, Reader, Writer, open_pool
from rowlock.settings import Settings

C = TypeVar("C")
R = TypeVar("R")

# A request that cannot get a connection in this time is better told to come back than left to hang.
ACQUIRE_SECONDS: Final = 2.0
_TRIES: Final = 5


class RepeatTransaction(Exception):
    """Raised by a handler that saw the world change under it: the whole command runs again."""


# What says nothing about the command itself: two transactions met, or a plan grew stale under DDL.
_REPEATABLE: Final = (
    RepeatTransaction,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.InvalidCachedStatementError,
)

_announced: ContextVar[set[str] | None] = ContextVar("announced", default=None)


def announce(topic: str) -> None:
    """Tells the other processes about `topic` once the running command has committed; never when it has not."""
    topics = _announced.get()
    if topics is None:
        raise RuntimeError("announce() works inside Database.run only")
    topics.add(topic)


class Database:
    """Two pools. Commands go through `run`, questions through `reader`; nothing else opens a transaction to write."""

    def __init__(self, write_pool: "asyncpg.Pool[asyncpg.Record]", read_pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._write_pool = write_pool
        self._read_pool = read_pool
        self.on_commit: Callable[[set[str]], None] | None = None
        """Called after each commit with what was announced in it; must not block."""

    @classmethod
    async def open(cls, settings: Settings, purpose: Purpose = "api") -> Self:
        if settings.database_url is None:
            raise errors.Unavailable("No database is configured")
        size = settings.database_pool_size
        read_url = settings.database_read_url or settings.database_url
        write_pool = await open_pool(settings.database_url, purpose=purpose, size=size, read_only=False)
        read_pool = await open_pool(read_url, purpose=purpose, size=size, read_only=True)
        return cls(write_pool, read_pool)

    @classmethod
    async def open_reader(cls, settings: Settings) -> Self:
        """One connection to where questions go, for somebody who must not wait for the others."""
        url = settings.database_read_url or settings.database_url or ""
        pool = await open_pool(url, purpose="api", size=1, read_only=True)
        return cls(pool, pool)

    async def close(self) -> None:
        for pool in (self._read_pool, self._write_pool):
            try:
                await asyncio.wait_for(pool.close(), 5)
            except TimeoutError:
                pool.terminate()

    def reader(self) -> AbstractAsyncContextManager[Reader]:
        """A connection of the read pool, which may stand on a replica: never decide a write by what it says."""
        return _acquired(self._read_pool)

    def primary(self) -> AbstractAsyncContextManager[Reader]:
        """A connection to the primary for a question that must see every commit: sessions, a client's own writes."""
        return _acquired(self._write_pool)

    @asynccontextmanager
    async def listing(self) -> AsyncIterator[Reader]:
        """As `primary`, for a list with filters: planned for what is asked, as everything is that `reader` reads."""
        async with self.primary() as reader, reader.transaction(readonly=True):
            await reader.execute("SET LOCAL plan_cache_mode = force_custom_plan")
            yield reader

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Reader]:
        """One consistent picture for a long read: exports, reconciliation."""
        async with (
            _acquired(self._read_pool) as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield Reader(connection)

    async def run(self, handler: Callable[[Writer, C], Awaitable[R]], command: C) -> R:
        """Runs a command in one transaction. Deadlocks, serialization failures and stale plans repeat the whole of it,
        so a handler has no effect but SQL. A violated constraint that an error class names is raised as that error.
        """
        for attempt in range(1, _TRIES + 1):
            topics: set[str] = set()
            token = _announced.set(topics)
            try:
                async with _acquired(self._write_pool) as connection, connection.transaction():
                    result = await handler(Writer(Reader(connection)), command)
            except _REPEATABLE as error:
                if attempt == _TRIES:
                    raise errors.Unavailable("Too many others are changing the same thing") from error
                await asyncio.sleep(random.uniform(0, 0.02 * 2**attempt))
                continue
            except asyncpg.IntegrityConstraintViolationError as error:
                _raise_meaning(error)
                raise
            finally:
                _announced.reset(token)
            if topics and self.on_commit is not None:
                self.on_commit(topics)
            return result
        raise AssertionError("unreachable")

    async def ping(self) -> None:
        """Raises unless the primary answers."""
        async with self.primary() as db:
            await db.fetchval("SELECT 1")


@asynccontextmanager
async def savepoint(db: Writer) -> AsyncIterator[None]:
    """A part of a command that may fail by itself: what it wrote is undone, the rest of the command goes on.

    A violated constraint is raised as the error that names it, as in `Database.run`.
    """
    try:
        async with db.transaction():
            yield
    except asyncpg.IntegrityConstraintViolationError as error:
        _raise_meaning(error)
        raise


def _raise_meaning(error: asyncpg.IntegrityConstraintViolationError) -> None:
    known = errors.BY_CONSTRAINT.get(error.constraint_name or "")
    if known is not None:
        raise known() from error


@asynccontextmanager
async def _acquired(pool: "asyncpg.Pool[asyncpg.Record]") -> AsyncIterator[Any]:
    try:
        # Taking a connection that is there needs no timer, which would cost more than the taking.
        connection = await pool.acquire(timeout=None if pool.get_idle_size() else ACQUIRE_SECONDS)
    except TimeoutError:
        raise errors.Unavailable("No database connection came free in time") from None
    except (OSError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError, asyncpg.InterfaceError) as error:
        raise errors.Unavailable("The database cannot be reached") from error
    try:
        yield connection
    finally:
        await pool.release(connection)
