"""Who comes first is decided by a lock: the test holds the row that both need, one after the other queues behind it."""

import asyncio
from collections.abc import Callable
from typing import Final, NamedTuple

import asyncpg

Act = Callable[[], str]

_SECONDS: Final = 30.0
_WAITING: Final = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'
"""


class Held(NamedTuple):
    """The rows that are held until both have come, as a SELECT ... FOR UPDATE."""

    query: str
    value: object


def run_in_order(database_url: str, held: Held, first: Act, second: Act) -> tuple[str, str]:
    """What each was told. The second is sent once PostgreSQL shows the first to be waiting; whoever needs no lock, or
    passes over what is locked, is simply done before. The rows are released when both wait or are done."""
    return asyncio.run(_run_in_order(database_url, held, first, second))


async def _run_in_order(database_url: str, held: Held, first: Act, second: Act) -> tuple[str, str]:
    holder = await asyncpg.connect(database_url)
    watcher = await asyncpg.connect(database_url)
    sent: list[asyncio.Task[str]] = []
    try:
        async with holder.transaction():
            if not await holder.fetch(held.query, held.value):
                raise AssertionError(f"there is no such row to hold: {held}")
            for act in (first, second):
                sent.append(asyncio.create_task(asyncio.to_thread(act)))
                await _until_queued(watcher, sent)
        told = await asyncio.wait_for(asyncio.gather(*sent), _SECONDS)
        return told[0], told[1]
    finally:
        await asyncio.gather(*sent, return_exceptions=True)
        await watcher.close()
        await holder.close()


async def _until_queued(watcher: "asyncpg.Connection[asyncpg.Record]", sent: list[asyncio.Task[str]]) -> None:
    """Until each of them waits for a lock or is done."""
    async with asyncio.timeout(_SECONDS):
        while await watcher.fetchval(_WAITING) < sum(not task.done() for task in sent):
            await asyncio.sleep(0.01)
