"""Real servers for every test: one PostgreSQL and one Valkey for the run, one shop for each test process."""

import asyncio
import collections
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import msgspec
import pytest

from rowlock.db.migrate import migrate
from rowlock.embedded import servers
from rowlock.embedded.servers import Endpoints
from tests.shop import TEMPLATE, Shop, database_url, open_shop

# Each test process has this many Valkey databases to itself.
_REDIS_NUMBERS = 16

_stack = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """The process that leads the run starts the servers; under xdist the others are told where they are."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    data = Path(tempfile.mkdtemp(prefix="rowlock-tests-"))
    _stack.callback(shutil.rmtree, data, ignore_errors=True)
    running = servers.start(data, durable=False)
    _stack.callback(running.stop)
    asyncio.run(_create_template(running.endpoints))
    config.stash[_ENDPOINTS] = running.endpoints


_ENDPOINTS = pytest.StashKey[Endpoints]()


def pytest_unconfigure() -> None:
    _stack.close()


class XdistHooks:
    """Registered only where xdist is at work."""

    @staticmethod
    def pytest_configure_node(node: Any) -> None:
        node.workerinput["endpoints"] = msgspec.json.encode(node.config.stash[_ENDPOINTS]).decode()


def pytest_plugin_registered(plugin: object, manager: pytest.PytestPluginManager) -> None:
    if getattr(plugin, "__name__", "") == "xdist.plugin" and not manager.has_plugin("rowlock-xdist"):
        manager.register(XdistHooks(), "rowlock-xdist")


async def _create_template(endpoints: Endpoints) -> None:
    connection = await asyncpg.connect(endpoints.superuser_url)
    try:
        await connection.execute(f"CREATE DATABASE {TEMPLATE} OWNER rowlock_owner")
    finally:
        await connection.close()
    await migrate(database_url(endpoints.owner_url, TEMPLATE), database_url(endpoints.database_url, TEMPLATE))


@pytest.fixture(scope="session")
def endpoints(pytestconfig: pytest.Config) -> Endpoints:
    """The servers of this run."""
    given = getattr(pytestconfig, "workerinput", None)
    if given is not None:
        return msgspec.json.decode(given["endpoints"], type=Endpoints)
    return pytestconfig.stash[_ENDPOINTS]


ShopOpener = Callable[..., AbstractContextManager[Shop]]


@pytest.fixture(scope="session")
def opener(endpoints: Endpoints, tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> ShopOpener:
    """Opens further shops: `with opener(apis=2, ROWLOCK_TIME_ZONE="Europe/Berlin") as shop`."""
    process = getattr(pytestconfig, "workerinput", {}).get("workerid", "gw0")
    first = int(process.removeprefix("gw")) * _REDIS_NUMBERS
    # A number returns when its shop has closed: two open shops on one number would take each other's queued work.
    free = collections.deque(range(first, first + _REDIS_NUMBERS))

    @contextmanager
    def opened(*, apis: int = 1, worker: bool = True, **given: str) -> Iterator[Shop]:
        number = free.popleft()
        try:
            with open_shop(
                endpoints, tmp_path_factory.mktemp("shop"), number, apis=apis, worker=worker, **given
            ) as shop:
                yield shop
        finally:
            free.append(number)

    return opened


@pytest.fixture(scope="session")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    """One shop for all tests of this process: use unique names and count nothing of the whole shop."""
    with opener() as opened:
        yield opened


@pytest.fixture(scope="module")
def fresh_shop(opener: ShopOpener) -> Iterator[Shop]:
    """An empty shop for the tests of one module."""
    with opener() as opened:
        yield opened
