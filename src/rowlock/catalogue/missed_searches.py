"""Remembers what was looked for and not found, a little while in memory and then in the database."""

import asyncio
import collections
import re
from typing import Final

import structlog

from rowlock import errors
from rowlock.catalogue.commands import missed_searches
from rowlock.db.database import Database

log: Final = structlog.get_logger("rowlock.catalogue")

_AFTER_SECONDS: Final = 1.0
# What is looked for meanwhile beyond this is not remembered.
_MOST_WORDS: Final = 1_000
# People paste addresses and card numbers into search boxes; a report is no place for them.
_PERSONAL: Final = re.compile(r"@|\d{7}")


class MissedSearches:
    """Of one api process. The last second before a kill is lost, and nobody's answer waits for it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._times: collections.Counter[str] = collections.Counter()
        self._writing: asyncio.Task[None] | None = None

    def note(self, words: str) -> None:
        folded = " ".join(words.casefold().split())
        if _PERSONAL.search(folded) or (folded not in self._times and len(self._times) >= _MOST_WORDS):
            return
        self._times[folded] += 1
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_soon())

    async def aclose(self) -> None:
        """Writes what is still in memory."""
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None
        await self._write()

    async def _write_soon(self) -> None:
        await asyncio.sleep(_AFTER_SECONDS)
        self._writing = None
        await self._write()

    async def _write(self) -> None:
        times, self._times = self._times, collections.Counter()
        if not times:
            return
        try:
            await self._database.run(missed_searches.record_missed_searches, dict(times))
        except (errors.RowlockError, OSError) as error:
            log.warning("missed_searches.lost", searches=times.total(), error=str(error))
