"""What the cache did, for `/metrics`.

Counted in plain numbers and added up a few times a second: a counter of Prometheus would cost more than the answer.
"""

from typing import Final

from prometheus_client import Counter, Gauge

from rowlock.edge_cache.store import Store

_requests: Final = Counter("rowlock_edge_cache_requests", "Requests for cached routes by visitors", ["result"])
_evicted: Final = Counter("rowlock_edge_cache_evicted", "Answers that made room for others")
_dropped: Final = Counter("rowlock_edge_cache_dropped", "Answers dropped because what they show has changed")
_bytes: Final = Gauge("rowlock_edge_cache_bytes", "Bytes held, over all processes", multiprocess_mode="livesum")
_entries: Final = Gauge("rowlock_edge_cache_entries", "Answers held, over all processes", multiprocess_mode="livesum")


def collect(store: Store) -> None:
    """Adds what was counted since the last time."""
    for result, number in store.results.items():
        if number:
            _requests.labels(result).inc(number)
            store.results[result] = 0
    if store.evicted:
        _evicted.inc(store.evicted)
        store.evicted = 0
    if store.dropped:
        _dropped.inc(store.dropped)
        store.dropped = 0
    _bytes.set(store.size)
    _entries.set(len(store))
