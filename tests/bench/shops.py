"""The shops that are measured: opened by `rowlock up`, filled by `rowlock demo`, with everything a step needs."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import asyncpg
import httpx
import msgspec
import uvloop

from rowlock.embedded import servers
from rowlock.embedded.folder import Endpoints
from tests.bench import client, processes
from tests.load.opened import OpenedShop, opened, reopened

NO_BOUND: Final = "100000000/minute"
"""A rate limit that counts every request and refuses none."""


class MeasuredShop:
    """A running shop, its servers' addresses and its admin."""

    def __init__(self, shop: OpenedShop, endpoints: Endpoints) -> None:
        self.opened = shop
        self.endpoints = endpoints
        self.host, _, port = shop.url.removeprefix("http://").partition(":")
        self.port = int(port)
        self.http = httpx.Client(base_url=f"{shop.url}/api/v1", timeout=60)
        admin = msgspec.json.decode((shop.data / "admin.json").read_bytes(), type=dict[str, str])
        tokens = self.http.post("/auth/login", json=admin).raise_for_status().json()
        self.admin = {"authorization": f"Bearer {tokens['access_token']}"}

    @property
    def api_pids(self) -> list[int]:
        assert self.opened.process is not None
        return processes.children(self.opened.process.pid, "serve")

    @property
    def worker_pid(self) -> int:
        assert self.opened.process is not None
        return processes.children(self.opened.process.pid, "rowlock\0worker")[0]

    def get(self, path: str) -> Any:
        return self.http.get(path, headers=self.admin).raise_for_status().json()

    def load(self, requests: list[bytes], seconds: float, connections: int) -> client.Result:
        """Seconds of requests in turn, or each request once where `seconds` is 0. NotMeasured on anything but 2xx."""
        found = client.measure(
            client.Load(host=self.host, port=self.port, connections=connections, seconds=seconds, requests=requests)
        )
        if strange := {status: count for status, count in found.statuses.items() if not status.startswith("2")}:
            raise client.NotMeasured(f"unexpected answers: {strange}, {found.refusal!r}")
        return found

    def sql(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """As the owner, who may also make the tables that a yardstick needs."""

        async def rows() -> list[dict[str, Any]]:
            connection = await asyncpg.connect(self.endpoints.owner_url)
            try:
                return [dict(row) for row in await connection.fetch(query, *values)]
            finally:
                await connection.close()

        return uvloop.run(rows())


@contextmanager
def measured(
    folder: Path, api_processes: int, products: int, customers: int, orders: int, **settings: str
) -> Iterator[MeasuredShop]:
    folder.mkdir()
    with opened(folder, api_processes, **settings) as shop:
        shop.rowlock("demo", f"--products={products}", f"--customers={customers}", f"--orders={orders}")
        with servers.attached(shop.data) as endpoints:
            yield MeasuredShop(shop, endpoints)


@contextmanager
def filled_before(data: Path, api_processes: int, **settings: str) -> Iterator[MeasuredShop]:
    """The shop of a data folder that `rowlock demo` filled: a million orders take longer to make than to measure."""
    with reopened(data, api_processes, **settings) as shop, servers.attached(shop.data) as endpoints:
        yield MeasuredShop(shop, endpoints)


class Served(NamedTuple):
    """An api process."""

    port: int
    pid: int


@contextmanager
def served(shop: MeasuredShop, **environment: str) -> Iterator[Served]:
    """Another api process of the same shop, with settings of its own."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "rowlock", "serve", "--port", str(port), "--data", str(shop.opened.data)],
        env={**os.environ, **shop.opened.environment, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_ready(port)
        yield Served(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _until_ready(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise client.NotMeasured("the process did not start") from None
            time.sleep(0.05)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def capacity(pids: list[int], requests: Callable[[], client.Result]) -> float:
    """Answers for each second of processor time of these processes: what they could do if nobody kept them waiting."""
    before = sum(map(processes.processor_seconds, pids))
    found = requests()
    spent = sum(map(processes.processor_seconds, pids)) - before
    return found.requests / (1 - client.WARM_UP) / spent
