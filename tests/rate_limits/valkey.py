"""A Valkey that a test may harm."""

import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from rowlock.embedded import binaries


class OwnValkey:
    """Started by `started`, at the same port each time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.client = redis.Redis.from_url(self.url)
        self.start()

    def start(self) -> None:
        server = str(binaries.binaries().valkey_server)
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder)]
        self.process = subprocess.Popen([server, *options], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while True:
            try:
                self.client.ping()
                return
            except redis.ConnectionError:
                assert time.monotonic() < deadline
                time.sleep(0.02)

    def mend(self) -> None:
        """Whatever was done to it is undone."""
        if self.process.poll() is not None:
            self.start()
        self.process.send_signal(signal.SIGCONT)
        self.client.config_set("maxmemory", 0)
        self.client.replicaof("NO", "ONE")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@contextmanager
def started(folder: Path) -> Iterator[OwnValkey]:
    own = OwnValkey(folder)
    try:
        yield own
    finally:
        own.kill()
