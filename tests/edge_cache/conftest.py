"""A shop whose cache is on, and what it counted."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.shop import Shop, unique


@pytest.fixture(scope="session")
def cached(opener: ShopOpener) -> Iterator[Shop]:
    """Two api processes of one shop."""
    with opener(apis=2, ROWLOCK_CORS_ORIGINS="https://shop.example") as shop:
        yield shop


def counted(shop: Shop, name: str, result: str | None = None, *, api: int = 0) -> float:
    """A counter of one process; it is up to date a third of a second later."""
    label = f'{{result="{result}"}}' if result else ""
    for line in httpx.get(f"http://127.0.0.1:{shop.ports[api]}/metrics").text.splitlines():
        if line.startswith(f"rowlock_edge_cache_{name}{label} "):
            return float(line.rpartition(" ")[2])
    return 0.0


def grown(shop: Shop, result: str, by: int, *, api: int = 0) -> Callable[[], None]:
    """Call before; the function returned waits until exactly so many more requests ended so."""
    settle(shop, api)
    before = counted(shop, "requests_total", result, api=api)

    def wait() -> None:
        settle(shop, api)
        own = 1 if result == "miss" else 0
        assert counted(shop, "requests_total", result, api=api) - before == by + own

    return wait


def settle(shop: Shop, api: int = 0) -> None:
    """Waits until all is counted that was asked so far, by a miss of its own."""
    before = counted(shop, "requests_total", "miss", api=api)
    shop.client(api=api).get(f"/products/{unique('nothing')}")
    shop.until(lambda: counted(shop, "requests_total", "miss", api=api) > before, seconds=5)


def plain(client: httpx.Client, path: str, **headers: str) -> httpx.Response:
    return client.get(path, headers={"Accept-Encoding": "identity", **headers})


def warmed(client: httpx.Client, path: str) -> httpx.Response:
    """An answer that is in memory: it was asked for in the very same words."""
    plain(client, path)
    answer = plain(client, path)
    assert answer.status_code == 200, answer.text
    return answer
