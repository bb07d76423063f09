"""One server as a child process: started, watched, stopped, its output in a log file."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from rowlock.embedded.identity import Identity, die_with_parent
from rowlock.embedded.signals import uninterrupted

POLL_SECONDS: Final = 0.01


class ServerProcess:
    """Runs in its own process group, so that a Ctrl-C at the terminal reaches us and not the server."""

    def __init__(self, name: str, identity: Identity, log: Path, stop_signal: signal.Signals) -> None:
        self.name = name
        self.log = log
        self._identity = identity
        self._stop_signal = stop_signal
        self._popen: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        return self._popen.pid if self._popen is not None else 0

    def is_alive(self) -> bool:
        return self._popen is not None and self._popen.poll() is None

    def start(self, command: Sequence[str | Path], *, folder: Path, text: str = "") -> None:
        """`text` is what the server reads from its standard input."""
        with self.log.open("ab") as log, uninterrupted():
            self._popen = subprocess.Popen(  # noqa: S603  a program out of our own wheel
                command,
                cwd=folder,
                env=server_environment(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=before_exec(self._identity, self._stop_signal),
            )
        assert self._popen.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._popen.stdin.write(text.encode())
            self._popen.stdin.close()

    def stop(self, seconds: float, then: signal.Signals = signal.SIGKILL) -> None:
        """Asks, waits, and after `seconds` insists with `then`."""
        if self._popen is None:
            return
        for number, patience in ((self._stop_signal, seconds), (then, 10), (signal.SIGKILL, 10)):
            if self._popen.poll() is not None:
                return
            self._popen.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._popen.wait(patience)

    def log_position(self) -> int:
        return self.log.stat().st_size if self.log.exists() else 0

    def log_since(self, position: int) -> str:
        with self.log.open("rb") as log:
            log.seek(position)
            return log.read().decode(errors="replace")


def before_exec(identity: Identity, death_signal: signal.Signals) -> Callable[[], None]:
    ask = die_with_parent(death_signal)

    def prepare() -> None:
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        identity.take_on()
        ask()  # after the change of user, which makes the kernel forget it

    return prepare


def server_environment() -> dict[str, str]:
    """Nothing of ours: a PGPORT or PGDATA of the caller must not bend a server that we start."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH")}
    return {**kept, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def is_there(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def wait_until_gone(is_here: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while is_here():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def rotate(log: Path) -> None:
    """The log of the last run stays beside that of this one."""
    with contextlib.suppress(FileNotFoundError):
        log.replace(log.with_name(log.name + ".1"))
