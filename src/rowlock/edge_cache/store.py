"""The kept answers of one process: bounded in bytes, the least recently used go first, found and dropped by keys.

They are served only while changes are followed: `follower.py` says until when.
"""

import time
from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from rowlock.edge_cache.entries import Entry
from rowlock.edge_cache.keys import Key

ALL: Final = "*"
FOLLOWED_SECONDS: Final = 1.0
"""How long after the beginning of a look at the changes entries are taken for true."""

STALE_SECONDS: Final = 60.0
"""How long after it they are better than an error."""

_MOST_SPELLINGS: Final = 4
_SPELLING_OVERHEAD: Final = 150


class Store:
    """`most_bytes` bounds what the process holds for it, as far as it can be counted."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.size = 0
        self.evicted = 0
        self.dropped = 0
        self.results = {"hit": 0, "miss": 0, "joined": 0, "stale": 0}
        """How many requests were answered from memory, by a handler, by one that was at work already, and from memory
        because the database was away."""
        self.spellings: dict[bytes, Entry] = {}
        """Entries by targets as they were sent."""
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._by_key: dict[str, set[Entry]] = {}
        self._seen_at = float("-inf")
        self._is_doubted = True

    def __len__(self) -> int:
        return len(self._entries)

    def is_followed(self) -> bool:
        return not self._is_doubted and time.monotonic() - self._seen_at < FOLLOWED_SECONDS

    def is_better_than_nothing(self) -> bool:
        return time.monotonic() - self._seen_at < STALE_SECONDS

    def follow(self, seen_at: float) -> None:
        """All that was committed before this instant is dropped."""
        self._seen_at = seen_at
        self._is_doubted = False

    def doubt(self) -> None:
        """Something was committed that may be about entries: they are not served until `follow` is called."""
        self._is_doubted = True

    def get(self, key: Key) -> Entry | None:
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def use(self, entry: Entry) -> None:
        """It was found by its spelling."""
        self._entries.move_to_end(entry.key)

    def put(self, entry: Entry) -> None:
        if (old := self._entries.get(entry.key)) is not None:
            self._remove(old)
        self._entries[entry.key] = entry
        for key in entry.keys:
            self._by_key.setdefault(key, set()).add(entry)
        self.recount(entry)

    def spell(self, entry: Entry, target: bytes) -> None:
        """Remembers how the entry was asked for, so that the next who asks so is answered at once."""
        if len(entry.spellings) < _MOST_SPELLINGS and target not in self.spellings and self._holds(entry):
            self.spellings[target] = entry
            entry.spellings.append(target)
            entry.size += _SPELLING_OVERHEAD + len(target)
            self.recount(entry)

    def recount(self, entry: Entry) -> None:
        """Counts what an entry has grown by, where it is still in the store."""
        if self._holds(entry):
            self.size += entry.size - entry.counted
            entry.counted = entry.size
            while self.size > self.most_bytes:
                self.evicted += 1
                self._remove(next(iter(self._entries.values())))

    def drop(self, keys: Iterable[str]) -> None:
        """Forgets all that was made from any of these."""
        for key in keys:
            if key == ALL:
                self.dropped += len(self._entries)
                self._entries.clear()
                self._by_key.clear()
                self.spellings.clear()
                self.size = 0
                return
            for entry in list(self._by_key.get(key, ())):
                self.dropped += 1
                self._remove(entry)

    def _holds(self, entry: Entry) -> bool:
        return self._entries.get(entry.key) is entry

    def _remove(self, entry: Entry) -> None:
        del self._entries[entry.key]
        self.size -= entry.counted
        for spelling in entry.spellings:
            del self.spellings[spelling]
        for key in entry.keys:
            made = self._by_key[key]
            made.discard(entry)
            if not made:
                del self._by_key[key]
