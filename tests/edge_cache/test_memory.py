"""The bytes of the store are counted, and bounded; what was least used goes first."""

import gc
import os
import tracemalloc

import pytest

from rowlock.edge_cache.declared import Route
from rowlock.edge_cache.entries import Entry, Shape
from rowlock.edge_cache.keys import Key
from rowlock.edge_cache.store import Store
from rowlock.settings import Settings

_ROUTE = Route("/things/{key}", frozenset(), None, {})
_SHAPE = Shape(Settings(cdn_seconds=5))


def entry(number: int, size: int = 1_000) -> Entry:
    headers = [
        (b"content-type", b"application/json"),
        (b"cache-control", b"public, max-age=0"),
        (b"etag", b'"%024d"' % number),
    ]
    body = os.urandom(size // 2).hex().encode()
    made = _SHAPE.entry(_ROUTE, Key((f"/things/{number}", b"")), (f"product:{number}", "products"), headers, body)
    assert made is not None
    return made


async def used(store: Store, number: int, size: int) -> None:
    """As an entry becomes that is asked for in every encoding and two spellings."""
    made = entry(number, size)
    store.put(made)
    for encoding in (b"br", b"gzip"):
        await made.coding(encoding)
    for spelling in (b"/things/%d" % number, b"/things/%d?" % number):
        store.spell(made, spelling)
    made.log_form(b"GET", 200)
    made.log_form(b"GET", 304)
    store.recount(made)


@pytest.mark.anyio
@pytest.mark.parametrize("size", [200, 2_000, 20_000])
async def test_what_is_counted_is_what_is_held(size: int) -> None:
    store = Store(1 << 40)
    await used(store, 0, size)
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        counted = store.size
        for number in range(1, 400):
            await used(store, number, size)
        gc.collect()
        held = tracemalloc.get_traced_memory()[0] - before
        counted = store.size - counted
    finally:
        tracemalloc.stop()
    assert held <= counted <= held * 1.5, (held / 399, counted / 399)


@pytest.mark.anyio
async def test_the_store_never_holds_more_than_it_may() -> None:
    store = Store(500_000)
    for number in range(2_000):
        await used(store, number, 3_000)
        assert store.size <= 500_000
    assert 10 < len(store) < 200
    assert store.evicted == 2_000 - len(store)
    assert len(store.spellings) == 2 * len(store)
    store.drop({"products"})
    assert (len(store), store.size, store.spellings) == (0, 0, {})


def test_the_least_used_goes_first() -> None:
    store = Store(entry(0).size * 3 + 10)
    for number in range(3):
        store.put(entry(number))
    store.get(Key(("/things/0", b"")))
    store.put(entry(3))
    kept = [number for number in range(4) if store.get(Key((f"/things/{number}", b""))) is not None]
    assert kept == [0, 2, 3]


def test_dropping_a_key_drops_what_was_made_from_it_and_nothing_else() -> None:
    store = Store(1_000_000)
    for number in range(3):
        made = entry(number)
        store.put(made)
        store.spell(made, b"/things/%d" % number)
    store.drop({"product:1", "product:9"})
    assert [store.get(Key((f"/things/{number}", b""))) is not None for number in range(3)] == [True, False, True]
    assert set(store.spellings) == {b"/things/0", b"/things/2"}
    store.drop({"*"})
    assert (len(store), store.size) == (0, 0)


def test_an_answer_larger_than_the_store_is_not_kept() -> None:
    store = Store(5_000)
    store.put(entry(1, 10_000))
    assert (len(store), store.size) == (0, 0)
