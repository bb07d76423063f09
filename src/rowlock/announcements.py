"""What one process tells the others after a commit, over Redis. Advice only: whoever misses one finds out by itself."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

import redis.asyncio
import structlog
from redis.exceptions import RedisError

from rowlock.settings import Settings

log: Final = structlog.get_logger("rowlock.announcements")

_CHANNEL: Final = "rowlock:announcements"
_AGAIN_SECONDS: Final = 1.0


class Announcer:
    """Publishes topics without making anybody wait; a Redis that is away costs a log line."""

    def __init__(self, client: "redis.asyncio.Redis") -> None:
        self._client = client
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, topics: set[str]) -> None:
        task = asyncio.get_running_loop().create_task(self._publish(topics))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _publish(self, topics: set[str]) -> None:
        try:
            await self._client.publish(_CHANNEL, "\n".join(sorted(topics)))
        except (RedisError, OSError) as error:
            log.warning("announcement.lost", error=str(error))


async def listen(settings: Settings, heard: Mapping[str, Callable[[], None]]) -> None:
    """Runs until it is cancelled and calls what is registered for a topic; the part before a colon names the topic."""
    client = redis.asyncio.Redis.from_url(settings.redis_url or "")
    while True:
        try:
            async with client.pubsub() as channel:
                await channel.subscribe(_CHANNEL)
                async for message in channel.listen():
                    if message["type"] == "message":
                        for topic in message["data"].decode().split("\n"):
                            if (call := heard.get(topic.partition(":")[0])) is not None:
                                call()
        except (RedisError, OSError) as error:
            log.warning("announcements.lost", error=str(error))
        await asyncio.sleep(_AGAIN_SECONDS)
