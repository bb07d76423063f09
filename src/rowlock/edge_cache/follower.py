"""Follows what is committed to the catalogue, and drops kept answers that it made untrue.

Each process looks at `catalogue_changes` every third of a second, in the database that its handlers read from and over
a connection of its own, and at once when an announcement says so. Redis is not needed for it. Whoever looks
takes a snapshot along and asks next time for what that did not show, so a transaction that commits late is not missed.
On a replica this sees what the handlers see, however far it is behind; `ROWLOCK_DATABASE_READ_URL` must name one server
then, not a name for several.

An entry is served for one second after the beginning of the last look. After that each answer is made anew, once at a
time for all who ask for the same; only where that fails, since the database is away, a kept one is given, for at most a
minute. So nobody is shown what another part of the shop knows to be sold, and a shop whose database restarts stays
open for readers.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Final

import structlog

from rowlock.db.connections import Reader
from rowlock.db.database import Database
from rowlock.edge_cache import counters, sql
from rowlock.edge_cache.store import ALL, STALE_SECONDS, Store
from rowlock.settings import Settings

log: Final = structlog.get_logger("rowlock.edge_cache")

_EVERY_SECONDS: Final = 0.3
# Many announcements in a row are one look.
_LEAST_SECONDS: Final = 0.01
_PATIENCE_SECONDS: Final = 2.0
# Beyond so many at once it is quicker to drop all.
_MOST_CHANGES: Final = 2_000


class Follower:
    """`drop` is called with the keys of each look that found any."""

    def __init__(self, settings: Settings, store: Store, drop: Callable[[set[str]], None]) -> None:
        self._settings = settings
        self._store = store
        self._drop = drop
        self._wake = asyncio.Event()
        self._snapshot: str | None = None
        self._looked_at = 0.0
        self._is_lost = False
        self._listed: frozenset[int] = frozenset()

    def wake(self) -> None:
        """Looks at once."""
        self._wake.set()

    def doubt(self) -> None:
        """This very process has committed something: nothing is served from memory until it has looked."""
        self._store.doubt()
        self._wake.set()

    async def follow(self) -> None:
        """Runs until it is cancelled. A connection that breaks, or hangs, is replaced by another."""
        while True:
            try:
                database = await Database.open_reader(self._settings)
                try:
                    await self._follow(database)
                finally:
                    await database.close()
            # Whatever it is, nothing is served from memory meanwhile; and the next try may be better.
            except Exception as error:
                if not self._is_lost:
                    log.warning("edge_cache.lost", error=f"{type(error).__name__}: {error}"[:300])
                self._is_lost = True
            counters.collect(self._store)
            await asyncio.sleep(_EVERY_SECONDS)

    async def _follow(self, database: Database) -> None:
        while True:
            self._wake.clear()
            started = time.monotonic()
            async with asyncio.timeout(_PATIENCE_SECONDS), database.reader() as db:
                await self._look(db)
            self._looked_at, self._is_lost = started, False
            if not self._wake.is_set():  # else what woke us may have come after the snapshot
                self._store.follow(started)
            counters.collect(self._store)
            await asyncio.sleep(_LEAST_SECONDS)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _EVERY_SECONDS - _LEAST_SECONDS)

    async def _look(self, db: Reader) -> None:
        if self._snapshot is None or time.monotonic() - self._looked_at > STALE_SECONDS:
            # Whatever was missed may have been trimmed.
            self._snapshot = await sql.get_snapshot(db)
            self._listed = frozenset()
            self._drop({ALL})
            return
        rows = await sql.list_changes(db, since=self._snapshot, most=_MOST_CHANGES)
        new = [row for row in rows if row.id is not None and row.id not in self._listed]
        self._listed = frozenset(row.id for row in rows if row.id is not None)
        self._snapshot = rows[0].snapshot
        if len(rows) == _MOST_CHANGES:
            self._drop({ALL})
        elif new:
            self._drop({key for row in new for key in row.keys or ()})
