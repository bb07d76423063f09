"""Keeps the processes of a shop running and stops them in order: the api first, then the worker, then the servers."""

import contextlib
import http.client
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import msgspec

from rowlock.embedded.binaries import ServersUnavailable
from rowlock.embedded.identity import Identity
from rowlock.embedded.process import before_exec
from rowlock.embedded.servers import Servers
from rowlock.embedded.signals import STOP_SIGNALS, uninterrupted

_FIRST_PAUSE_SECONDS: Final = 0.1
_LONGEST_PAUSE_SECONDS: Final = 5.0
# A process that lived so long was well: the next death starts with the short pause again.
_WELL_SECONDS: Final = 10.0
# A little more than the processes give their own work, so that the kill is for those that hang.
_STOP_SECONDS: Final = 21.0
# An api that is not ready by then is in trouble, and the work behind the requests must not suffer for it.
_READY_SECONDS: Final = 10.0
_TICK_SECONDS: Final = 0.05
_IDLE_TICK_SECONDS: Final = 1.0


class Command(msgspec.Struct, frozen=True):
    """A process to keep running. Of two, the one with the lower `stops` is stopped first.

    `may_wait` starts it once the api is ready: nobody is served sooner by more processes starting on one core.
    """

    name: str
    arguments: Sequence[str]
    stops: int
    pass_fds: tuple[int, ...] = ()
    may_wait: bool = False


class _Pause:
    """How long to wait before the next start: doubles with every early death."""

    def __init__(self) -> None:
        self.started_at = 0.0
        self.next_start = 0.0
        self._seconds = 0.0

    def died(self) -> float:
        now = time.monotonic()
        was_well = now - self.started_at >= _WELL_SECONDS
        self._seconds = (
            _FIRST_PAUSE_SECONDS if was_well or not self._seconds else min(self._seconds * 2, _LONGEST_PAUSE_SECONDS)
        )
        self.next_start = now + self._seconds
        return self._seconds


class _Child:
    def __init__(self, command: Command, environment: Mapping[str, str]) -> None:
        self.command = command
        self.pause = _Pause()
        self.process: subprocess.Popen[bytes] | None = None
        self._environment = environment

    def start(self) -> None:
        self.pause.started_at = time.monotonic()
        with uninterrupted():
            self.process = subprocess.Popen(  # noqa: S603  our own program
                self.command.arguments,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                pass_fds=self.command.pass_fds,
                process_group=0,  # a Ctrl-C at the terminal is ours to pass on, in order
                preexec_fn=before_exec(Identity("same"), signal.SIGKILL),
            )

    def tend(self) -> None:
        """Starts it when it is due, notices that it died."""
        if self.process is None:
            if time.monotonic() >= self.pause.next_start:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.process = None
        again_in = self.pause.died()
        _report("process.died", process=self.command.name, code=code, again_in_seconds=again_in)

    def ask_to_stop(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None


class Supervisor:
    """`run` returns after an orderly stop. Made and run on the main thread, where Python delivers signals."""

    def __init__(self, commands: Sequence[Command], environment: Mapping[str, str], servers: Servers | None) -> None:
        self._children = [_Child(command, environment) for command in commands]
        self._servers = servers
        self._server_pauses = {name: _Pause() for name in (servers.processes if servers else ())}
        self._stops_asked = 0
        self._wake_reader, self._wake_writer = socket.socketpair()

    def run(self, until_ready: tuple[str, int] | None = None, on_ready: Callable[[], None] | None = None) -> None:
        """Calls `on_ready` once the api at `until_ready` says that it is."""
        longest_wait = time.monotonic() + _READY_SECONDS
        with self._signals():
            while not self._stops_asked:
                is_starting = on_ready is not None and time.monotonic() < longest_wait
                for child in self._children:
                    if not (is_starting and child.command.may_wait):
                        child.tend()
                self._tend_servers()
                if on_ready is not None and until_ready is not None and _is_ready(*until_ready):
                    on_ready()
                    on_ready = None
                    continue
                self._sleep(_TICK_SECONDS if on_ready is not None or self._is_waiting() else _IDLE_TICK_SECONDS)
            self._stop()

    def _is_waiting(self) -> bool:
        return any(child.process is None for child in self._children)

    def _tend_servers(self) -> None:
        if self._servers is None:
            return
        name = self._servers.check()
        if name is None or time.monotonic() < self._server_pauses[name].next_start:
            return
        pause = self._server_pauses[name]
        _report("server.died", server=name, again_in_seconds=pause.died())
        pause.started_at = time.monotonic()
        with contextlib.suppress(ServersUnavailable, OSError):
            self._servers.restart(name)

    def _stop(self) -> None:
        for rank in sorted({child.command.stops for child in self._children}):
            stopping = [child for child in self._children if child.command.stops == rank]
            for child in stopping:
                child.ask_to_stop()
            deadline = time.monotonic() + _STOP_SECONDS
            while running := [child for child in stopping if not child.has_ended()]:
                if time.monotonic() > deadline or self._stops_asked > 1:
                    _report("process.killed", processes=[child.command.name for child in running])
                    for child in running:
                        child.kill()
                else:
                    self._sleep(_TICK_SECONDS)

    def _sleep(self, seconds: float) -> None:
        """Until a signal comes: one of ours, or that of a child that ended."""
        readable, _, _ = select.select([self._wake_reader], [], [], seconds)
        if readable:
            self._wake_reader.recv(4096)

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def asked(_number: int, _frame: object) -> None:
            self._stops_asked += 1

        def ended(_number: int, _frame: object) -> None:
            pass  # only wakes `_sleep`

        self._wake_writer.setblocking(False)
        # Under nohup the shell's hang-up is none of ours.
        wanted = [n for n in STOP_SIGNALS if not (n == signal.SIGHUP and signal.getsignal(n) == signal.SIG_IGN)]
        before = {number: signal.signal(number, asked) for number in wanted}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, ended)
        wakeup = signal.set_wakeup_fd(self._wake_writer.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)


def listen(host: str, port: int, backlog: int = 2048) -> socket.socket:
    """The one socket that all api processes accept from; a busy port is told in one line."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(backlog)
    except OSError as error:
        listener.close()
        raise ServersUnavailable(f"cannot listen on {host} port {port}: {os.strerror(error.errno or 0)}") from error
    return listener


def _report(event: str, **details: object) -> None:
    import structlog  # late: it takes a tenth of the time of a whole start, and mostly nothing dies

    structlog.get_logger("rowlock.supervisor").error(event, **details)


def _is_ready(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/health/ready", headers={"Connection": "close"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
