"""A data folder: its layout, and the locks that tell who runs its servers and who uses them."""

import contextlib
import fcntl
import os
import time
from pathlib import Path
from typing import Final, Literal, Self

import msgspec

from rowlock.embedded.binaries import ServersUnavailable
from rowlock.embedded.passwords import write_private

Purpose = Literal["up", "command"]

_POLL_SECONDS: Final = 0.02


class AlreadyRunning(ServersUnavailable):
    """Another process runs the servers of this folder."""


class Endpoints(msgspec.Struct, frozen=True):
    """Where the servers of a folder are, for each of the three roles. All of it is secret."""

    database_url: str
    owner_url: str
    superuser_url: str
    redis_url: str


class Holder(msgspec.Struct, frozen=True):
    pid: int
    purpose: Purpose


class Lock:
    """An flock: the kernel gives it back when its process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._is_open = True

    def try_take(self, *, shared: bool = False) -> bool:
        try:
            fcntl.flock(self._fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def take(self, *, shared: bool = False, seconds: float | None = None) -> bool:
        """Waits, at most `seconds` where they are given. Polls, so that a signal is never far away."""
        deadline = None if seconds is None else time.monotonic() + seconds
        while not self.try_take(shared=shared):
            if deadline is not None and time.monotonic() > deadline:
                return False
            time.sleep(_POLL_SECONDS)
        return True

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            os.close(self._fd)


class Folder:
    """`postgres/ valkey/ log/` and `run/`, where everything may be thrown away once nobody runs."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._holder = data / "run" / "holder.json"
        self._endpoints = data / "run" / "servers.json"
        try:
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name in ("run", "log"):
                (data / name).mkdir(mode=0o700, exist_ok=True)
            self.lock = Lock(data / "run" / "lock")
            self.users = Lock(data / "run" / "users")
        except OSError as error:
            raise ServersUnavailable(f"the data folder {data} cannot be used: {error.strerror}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.users.close()
        self.lock.close()

    def hold(self, purpose: Purpose) -> None:
        """Takes the folder, or raises AlreadyRunning. A short command that runs its own servers is waited for."""
        while not self.lock.try_take():
            holder = self.holder()
            if purpose == "command" or (holder is not None and holder.purpose == "up"):
                by = f" by process {holder.pid}" if holder else ""
                raise AlreadyRunning(f"the data folder {self.data} is already in use{by}; stop that one first")
            time.sleep(_POLL_SECONDS)
        self.withdraw()
        write_private(self._holder, msgspec.json.encode(Holder(os.getpid(), purpose)))

    def holder(self) -> Holder | None:
        """Who holds the folder, as far as it is written down; only the lock itself is certain."""
        with contextlib.suppress(OSError, msgspec.DecodeError):
            return msgspec.json.decode(self._holder.read_bytes(), type=Holder)
        return None

    def announce(self, endpoints: Endpoints) -> None:
        write_private(self._endpoints, msgspec.json.encode(endpoints))

    def withdraw(self) -> None:
        self._endpoints.unlink(missing_ok=True)
        self._holder.unlink(missing_ok=True)

    def endpoints(self) -> Endpoints | None:
        """What the holder announced, or what a killed one left behind: ask the servers before believing it."""
        with contextlib.suppress(OSError, msgspec.DecodeError):
            return msgspec.json.decode(self._endpoints.read_bytes(), type=Endpoints)
        return None
