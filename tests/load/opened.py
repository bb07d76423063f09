"""A whole shop of `rowlock up` in a folder of its own, for load and for the bench."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_START_SECONDS: Final = 120
_SETTLE_SECONDS: Final = 60


class OpenedShop:
    """Where it is, and its command line."""

    def __init__(self, data: Path, environment: dict[str, str]) -> None:
        self.data = data
        self.environment = environment
        self.url = ""
        self.process: subprocess.Popen[bytes] | None = None
        self.started_in = 0.0

    def start(self, processes: int) -> None:
        begun, self.url = time.monotonic(), ""
        command = [sys.executable, "-m", "rowlock", "up", "--no-demo", "--port", "0", "--workers", str(processes)]
        log = (self.data / "up.log").open("wb")
        self.process = subprocess.Popen(
            [*command, "--data", str(self.data)], env=self.environment, stdout=log, stderr=log
        )
        log.close()
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > begun + _START_SECONDS:
                raise SystemExit("the shop did not open:\n" + (self.data / "up.log").read_text()[-2000:])
            time.sleep(0.02)
        self.started_in = time.monotonic() - begun

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def rowlock(self, *arguments: str, stdin: str = "") -> str:
        """What a command of the command line prints; SystemExit with its words when it fails."""
        ended = self._run(*arguments, stdin=stdin)
        if ended.returncode != 0:
            raise SystemExit(f"rowlock {arguments[0]} failed:\n{ended.stdout}{ended.stderr}")
        return ended.stdout

    def verified(self) -> subprocess.CompletedProcess[str]:
        """`rowlock verify`, given time until the worker has sent what is still to be sent."""
        deadline = time.monotonic() + _SETTLE_SECONDS
        while True:
            ended = self._run("verify")
            if ended.returncode == 0 or time.monotonic() > deadline:
                return ended
            time.sleep(1)

    def _run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "rowlock", *arguments, "--data", str(self.data)]
        return subprocess.run(
            command, env=self.environment, input=stdin, capture_output=True, text=True, timeout=3600, check=False
        )

    def _is_ready(self) -> bool:
        for line in (self.data / "up.log").read_text().splitlines():
            if "http://" in line and not self.url:
                self.url = "http://" + line.split("http://")[1].split()[0].split("/")[0]
        try:
            with urllib.request.urlopen(f"{self.url}/health/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, ValueError, urllib.error.URLError):
            return False


@contextmanager
def opened(folder: Path, processes: int, **settings: str) -> Iterator[OpenedShop]:
    """A new empty shop."""
    data = folder / "data"
    data.mkdir()
    with reopened(data, processes, **settings) as shop:
        yield shop


@contextmanager
def reopened(data: Path, processes: int, **settings: str) -> Iterator[OpenedShop]:
    """The shop of a data folder. Limits are raised, not removed: what they cost is part of every answer."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ROWLOCK_")}
    environment = {
        **clean,
        "ROWLOCK_RATE_LIMIT": "100000000/minute",
        "ROWLOCK_ACCOUNT_RATE_LIMIT": "100000000/minute",
        "ROWLOCK_LOG_FORMAT": "json",
        "ROWLOCK_LOG_LEVEL": "warning",
        **settings,
    }
    shop = OpenedShop(data, environment)
    try:
        shop.start(processes)
        yield shop
    finally:
        shop.stop()
