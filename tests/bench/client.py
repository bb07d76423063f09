"""A load client that costs little: raw keep-alive connections in a process of its own, answers read no further than
their length. `python -m tests.bench.client` reads a Load from standard input and writes a Result.
"""

import asyncio
import subprocess
import sys
import time
from typing import Final

import msgspec
import uvloop

_HEAD_END: Final = b"\r\n\r\n"
WARM_UP: Final = 0.15  # share of the time that is not counted


class NotMeasured(Exception):
    """Something answered otherwise than it must for the figure to mean anything."""


class Load(msgspec.Struct, kw_only=True):
    """Requests as bytes, sent in turn over `connections`: for `seconds`, or each once where that is 0. With a `rate`
    there are so many a second, and the time of each counts from when it was due.
    """

    host: str
    port: int
    connections: int
    seconds: float
    requests: list[bytes]
    rate: float = 0


class Result(msgspec.Struct, kw_only=True):
    """What was counted after the warm-up. Times are in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p95: float
    p99: float
    statuses: dict[str, int]
    refusal: bytes
    """The beginning of the first answer that was not 2xx."""

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds


class _Run:
    """What all connections share."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.sent = 0
        self.refusal = b""
        self.statuses: dict[str, int] = {}
        self.times: list[float] = []
        self.open = 0
        self.begun = time.perf_counter()
        self.counted_from = self.begun + load.seconds * WARM_UP
        self.until = self.begun + load.seconds
        self.ended = asyncio.get_running_loop().create_future()

    def next(self, now: float) -> int | None:
        number = self.sent
        if (now >= self.until) if self.load.seconds else (number >= len(self.load.requests)):
            return None
        self.sent += 1
        return number

    def count(self, status: str, sent_at: float, now: float, body: bytes) -> None:
        if now >= self.counted_from:
            self.times.append(now - sent_at)
            self.statuses[status] = self.statuses.get(status, 0) + 1
        if status[0] != "2" and not self.refusal:
            self.refusal = body[:300]

    def leave(self) -> None:
        self.open -= 1
        if self.open == 0 and not self.ended.done():
            self.ended.set_result(None)


class _Connection(asyncio.Protocol):
    """One request at a time, the next as soon as the answer is complete."""

    def __init__(self, run: _Run) -> None:
        self.run = run
        self.sent_at = 0.0
        self.buffer = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")
        self.transport = transport  # type: ignore[assignment]  # uvloop's transports are no subclasses
        self.run.open += 1
        self.send()

    def send(self) -> None:
        assert self.transport is not None
        now = time.perf_counter()
        number = self.run.next(now)
        if number is None:
            self.transport.close()
            return
        load = self.run.load
        request = load.requests[number % len(load.requests)]
        self.sent_at = self.run.begun + number / load.rate if load.rate else now
        if self.sent_at > now:
            asyncio.get_running_loop().call_later(self.sent_at - now, self.transport.write, request)
        else:
            self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        if self.buffer:
            data = self.buffer + data
        end = data.find(_HEAD_END)
        if end < 0:
            self.buffer = data
            return
        head = data[:end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 : head.find(b"\r\n", at) if b"\r\n" in head[at:] else None]) if at >= 0 else 0
        if len(data) < end + 4 + length:
            self.buffer = data
            return
        self.buffer = b""
        self.run.count(head[9:12].decode(), self.sent_at, time.perf_counter(), data[end + 4 :])
        self.send()

    def connection_lost(self, exc: Exception | None) -> None:
        self.run.leave()


def measure(load: Load) -> Result:
    """Runs a load in a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.bench.client"], input=msgspec.json.encode(load), capture_output=True, check=False
    )
    if ended.returncode != 0:
        raise NotMeasured("the load client failed:\n" + ended.stderr.decode()[-2000:])
    return msgspec.json.decode(ended.stdout, type=Result)


def get(path: str, **headers: str) -> bytes:
    return _head("GET", path, headers) + b"\r\n"


def post(path: str, body: object, **headers: str) -> bytes:
    return _with_body("POST", path, body, headers)


def patch(path: str, body: object, **headers: str) -> bytes:
    return _with_body("PATCH", path, body, headers)


def _with_body(method: str, path: str, body: object, headers: dict[str, str]) -> bytes:
    data = msgspec.json.encode(body)
    headers = {"content-type": "application/json", "content-length": str(len(data)), **headers}
    return _head(method, path, headers) + b"\r\n" + data


def _head(method: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, ""]).encode()


async def _run(load: Load) -> Result:
    run = _Run(load)
    loop = asyncio.get_running_loop()
    for _ in range(load.connections):
        await loop.create_connection(lambda: _Connection(run), load.host, load.port)
    await run.ended
    seconds = time.perf_counter() - max(run.counted_from, run.begun)
    times = sorted(run.times) or [0.0]

    def percentile(share: float) -> float:
        return times[min(len(times) - 1, int(len(times) * share))] * 1000

    return Result(
        requests=len(run.times),
        seconds=seconds,
        p50=percentile(0.5),
        p95=percentile(0.95),
        p99=percentile(0.99),
        statuses=run.statuses,
        refusal=run.refusal,
    )


if __name__ == "__main__":
    wanted = msgspec.json.decode(sys.stdin.buffer.read(), type=Load)
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(_run(wanted))))
