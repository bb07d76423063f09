"""Processes that hold a data folder, to be killed and looked at from a test."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import asyncpg

from rowlock.embedded.identity import Identity

T = TypeVar("T")

_HOLD = """
import json, sys, time
from pathlib import Path
from rowlock.embedded import servers
try:
    running = servers.start(Path(sys.argv[1]))
except servers.ServersUnavailable as error:
    sys.exit(str(error))
print(json.dumps({
    "pids": [process.pid for process in running.processes.values()],
    "database_url": running.endpoints.database_url,
    "superuser_url": running.endpoints.superuser_url,
}), flush=True)
sys.stdin.readline()
running.stop()
"""


class Holder:
    """Another process that runs the servers of a folder."""

    def __init__(self, data: Path, uid: int | None = None) -> None:
        become = None if uid is None else Identity("user", uid, uid).take_on
        self.process = subprocess.Popen(
            [sys.executable, "-c", _HOLD, str(data)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=become,
            text=True,
        )
        self.told: dict[str, Any] = {}

    def until_running(self) -> "Holder":
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.communicate()[1]
        self.told = json.loads(line)
        return self

    @property
    def pids(self) -> list[int]:
        return list(self.told["pids"])

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.communicate("\n", timeout=60)


@contextmanager
def holding(data: Path, uid: int | None = None) -> Iterator[Holder]:
    holder = Holder(data, uid)
    try:
        yield holder.until_running()
    finally:
        holder.stop()


def query(url: str, sql: str) -> Any:
    """The first value of the answer."""

    async def asked() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(asked())


def until(fact: Callable[[], T], seconds: float = 30) -> T:
    deadline = time.monotonic() + seconds
    while not (found := fact()):
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.02)
    return found


def runs(pid: int) -> bool:
    """False also for a zombie, which runs no more whoever forgot to bury it."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    try:
        return not stat.parent.parent.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
