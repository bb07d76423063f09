"""The probe app as a process, for all tests of this folder."""

import asyncio
import contextlib
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import asyncpg
import httpx
import msgspec
import pytest

from rowlock.embedded.servers import Endpoints


class Answered(NamedTuple):
    """All that came back on a connection until it was closed."""

    received: bytes
    seconds: float

    @property
    def status(self) -> int:
        assert self.received.startswith(b"HTTP/1.1 "), self.received
        return int(self.received.split(b" ", 2)[1])

    @property
    def headers(self) -> dict[str, str]:
        head = self.received.partition(b"\r\n\r\n")[0].decode().splitlines()[1:]
        return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head)}

    @property
    def json(self) -> Any:
        return msgspec.json.decode(self.received.partition(b"\r\n\r\n")[2])

    def assert_problem(self, status: int, code: str) -> None:
        """One whole problem document and nothing else, dressed as every answer is."""
        assert self.status == status, self.received
        assert self.received.count(b"HTTP/1.1 ") == 1
        assert self.headers["content-type"] == "application/problem+json"
        assert int(self.headers["content-length"]) == len(self.received.partition(b"\r\n\r\n")[2])
        assert (self.json["status"], self.json["code"]) == (status, code)
        assert self.json["request_id"] == self.headers["x-request-id"]
        assert self.headers["connection"] == "close"
        assert self.headers["cache-control"] == "no-store"
        assert self.headers["x-content-type-options"] == "nosniff"
        assert self.headers["x-frame-options"] == "DENY"
        assert self.headers["referrer-policy"] == "no-referrer"
        assert self.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


def exchange(port: int, *sent: bytes | float) -> Answered:
    """Sends the bytes, waits the seconds between them, and reads until the other side closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        started = time.monotonic()
        received = b""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for part in sent:
                if isinstance(part, bytes):
                    connection.sendall(part)
                    continue
                until = time.monotonic() + part
                while select.select([connection], [], [], max(0.0, until - time.monotonic()))[0]:
                    if not (chunk := connection.recv(65_536)):
                        return Answered(received, time.monotonic() - started)
                    received += chunk
        with contextlib.suppress(ConnectionResetError):
            while chunk := connection.recv(65_536):
                received += chunk
        return Answered(received, time.monotonic() - started)


class Probes:
    """The running probe app: an HTTP client, a raw socket, its log."""

    def __init__(self, port: int, log: Path) -> None:
        self.port = port
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1/probes", timeout=20)
        self.root = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20)
        self._log = log

    def lines(self) -> list[dict[str, Any]]:
        """What was logged so far."""
        return [msgspec.json.decode(line) for line in self._log.read_bytes().splitlines()]

    def logged(self, is_wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Waits for a line of the log."""
        deadline = time.monotonic() + 10
        while True:
            for line in self.lines():
                if is_wanted(line):
                    return line
            assert time.monotonic() < deadline, self._log.read_text()[-3000:]
            time.sleep(0.02)

    def exchange(self, *sent: bytes | float) -> Answered:
        """Sends the bytes, waits the seconds between them, and reads until the other side closes."""
        return exchange(self.port, *sent)

    def raw(self, request: bytes) -> bytes:
        """All that comes back for these bytes until the connection closes or falls silent."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            try:
                while chunk := connection.recv(65_536):
                    answer += chunk
            except (TimeoutError, ConnectionResetError):
                pass
            return answer


@pytest.fixture(scope="session")
def probes(endpoints: Endpoints, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Probes]:
    name = "probes_" + secrets.token_hex(6)
    folder = tmp_path_factory.mktemp("probes")
    asyncio.run(_execute(endpoints.superuser_url, f"CREATE DATABASE {name} OWNER rowlock_owner"))
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ROWLOCK_")} | {
        "ROWLOCK_DATA": str(folder),
        "ROWLOCK_DATABASE_URL": endpoints.database_url.rpartition("/")[0] + "/" + name,
        "ROWLOCK_REDIS_URL": endpoints.redis_url,
        "ROWLOCK_LOG_FORMAT": "json",
        "ROWLOCK_RATE_LIMIT": "off",
        "ROWLOCK_MAX_UPLOAD_BYTES": "2097152",
        "ROWLOCK_CORS_ORIGINS": "https://shop.example, http://localhost:3000",
    }
    log = folder / "log"
    listener = socket.create_server(("127.0.0.1", 0))
    fd = listener.fileno()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.http.probes", str(fd)],
            env=environment,
            stderr=output,
            pass_fds=(fd,),
            cwd=Path(__file__).parents[2],
        )
    running = Probes(listener.getsockname()[1], log)
    try:
        deadline = time.monotonic() + 60
        while not _answers(running):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield running
    finally:
        running.client.close()
        running.root.close()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        listener.close()
        asyncio.run(_execute(endpoints.superuser_url, f"DROP DATABASE {name} WITH (FORCE)"))


def _answers(running: Probes) -> bool:
    try:
        return running.root.get("/health", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
