"""The PostgreSQL of a data folder: made once, started as a child, recovered after a crash without asking."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Final

from rowlock.embedded import identity as identities
from rowlock.embedded import process
from rowlock.embedded.binaries import Binaries, ServersUnavailable
from rowlock.embedded.passwords import Passwords
from rowlock.embedded.process import ServerProcess

SUPERUSER: Final = "postgres"
OWNER: Final = "rowlock_owner"
PROGRAM: Final = "rowlock"
DATABASE: Final = "rowlock"

_SETTINGS: Final = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a data folder's path is often longer than a socket's may be
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "max_wal_size": "2GB",
    "shared_preload_libraries": "pg_stat_statements",
}
_NOT_DURABLE: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# A backend of a killed postmaster may finish its statement before it notices.
_ORPHANS_SECONDS: Final = 60
_STOP_SECONDS: Final = 60
_LARGEST_BUFFERS_MB: Final = 2048


class Postgres:
    """One cluster. Starts and stops; the lock on the data folder is the caller's."""

    def __init__(self, data: Path, found: Binaries, passwords: Passwords, *, durable: bool) -> None:
        self.cluster = data / "postgres"
        self._new_cluster = data / "postgres.new"
        self._password_file = data / "run" / "superuser-password"
        self._found = found
        self._passwords = passwords
        self._durable = durable
        self._identity = identities.choose(self.cluster)
        self.process = ServerProcess("postgres", self._identity, data / "log" / "postgres.log", signal.SIGINT)
        self.port = 0
        self._log_position = 0
        self._started_at = 0.0
        self._give_up_on_orphans = 0.0

    def prepare(self) -> None:
        """Makes the cluster where there is none, and stops a server that outlived the program that started it."""
        identities.require_reachable(self._identity, self._found.postgres, self.cluster.parent)
        process.rotate(self.process.log)
        if self.cluster.exists():
            self._identity.own_all(self.cluster)
            self._end_survivor()
        else:
            self._create()

    def start(self, port: int) -> None:
        self.port = port
        self._give_up_on_orphans = time.monotonic() + _ORPHANS_SECONDS
        self._launch()

    def restart(self) -> None:
        """On the same port."""
        self.process.stop(_STOP_SECONDS, signal.SIGQUIT)
        self._end_survivor()
        self.start(self.port)

    def is_ready(self) -> bool:
        """True once connections are welcome; a recovery may take as long as it takes. Raises when the server ended."""
        if not self.process.is_alive():
            self._explain_end()
            return False
        lines = self._pid_file()
        # The file may be the one of the last run, and a process id comes again after a reboot: see pg_ctl.c.
        return (
            len(lines) >= 8
            and lines[0] == str(self.process.pid)
            and lines[3] == str(self.port)
            and (lines[7].strip() == "ready" and self._is_of_this_start(lines[2]))
        )

    def stop(self) -> None:
        self.process.stop(_STOP_SECONDS, signal.SIGQUIT)

    def port_is_taken(self) -> bool:
        """Why the server ended, if it ended: somebody else was faster to take the port."""
        return not self.process.is_alive() and "could not bind" in self.process.log_since(self._log_position)

    def _launch(self) -> None:
        self._log_position = self.process.log_position()
        self._started_at = time.time()
        settings = _SETTINGS | {"shared_buffers": f"{_shared_buffers_mb()}MB", "port": str(self.port)}
        if not self._durable:
            settings |= _NOT_DURABLE
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process.start([self._found.postgres, "-D", self.cluster, *options], folder=self.cluster)

    def _is_of_this_start(self, started: str) -> bool:
        return started.isdigit() and int(started) >= self._started_at - 2

    def _explain_end(self) -> None:
        log = self.process.log_since(self._log_position)
        if "is still in use" in log and time.monotonic() < self._give_up_on_orphans:
            time.sleep(0.1)
            self._launch()
            return
        reasons = [line.partition("FATAL:")[2].strip() for line in log.splitlines() if "FATAL:" in line]
        raise ServersUnavailable(f"PostgreSQL ended: {reasons[-1] if reasons else 'see'} ({self.process.log})")

    def _create(self) -> None:
        """All or nothing: the folder gets its name when the cluster in it is complete."""
        shutil.rmtree(self._new_cluster, ignore_errors=True)
        self._new_cluster.mkdir(mode=0o700)
        self._identity.own(self._new_cluster)
        with os.fdopen(os.open(self._password_file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(self._passwords.superuser + "\n")
        self._identity.own(self._password_file)
        try:
            self._run(
                [
                    *(self._found.initdb, "-D", self._new_cluster, "-U", SUPERUSER, "-E", "UTF8"),
                    *("--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
                    *("-A", "scram-sha-256", f"--pwfile={self._password_file}", "--no-instructions"),
                    *(() if self._durable else ("--no-sync",)),
                ]
            )
        finally:
            self._password_file.unlink()
        self._run(
            [
                *(self._found.postgres, "--single", "-D", self._new_cluster, "-c", "exit_on_error=on"),
                *("-c", f"fsync={'on' if self._durable else 'off'}", "postgres"),
            ],
            text=f"CREATE ROLE {OWNER} LOGIN PASSWORD '{self._passwords.owner}'\n"
            f"CREATE ROLE {PROGRAM} LOGIN PASSWORD '{self._passwords.program}'\n"
            f"CREATE DATABASE {DATABASE} OWNER {OWNER}\n",
        )
        self._new_cluster.rename(self.cluster)

    def _run(self, command: list[str | Path], text: str = "") -> None:
        with self.process.log.open("ab") as log:
            done = subprocess.run(  # noqa: S603  a program out of our own wheel
                command,
                cwd=self._new_cluster,
                env=process.server_environment(),
                input=text.encode(),
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=process.before_exec(self._identity, signal.SIGKILL),
            )
        if done.returncode != 0:
            raise ServersUnavailable(f"the database could not be created, see {self.process.log}")

    def _end_survivor(self) -> None:
        """The lock on the folder is ours, so a server that still runs on it is left from a run that was killed."""
        lines = self._pid_file()
        pid = abs(int(lines[0])) if lines and lines[0].lstrip("-").isdigit() else 0
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if not self._runs_here(pid):
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            process.wait_until_gone(lambda: self._runs_here(pid), _STOP_SECONDS)
        if pid and Path("/proc/self").exists() and not self._runs_here(pid):
            # PostgreSQL would believe any living process of this number to be a server, after a reboot for ever.
            (self.cluster / "postmaster.pid").unlink(missing_ok=True)

    def _runs_here(self, pid: int) -> bool:
        """A server works inside its cluster's folder; a stranger that got the number of a dead one does not."""
        if pid <= 1 or not process.is_there(pid):
            return False
        if not Path("/proc/self").exists():
            return True
        try:
            return Path(f"/proc/{pid}/cwd").samefile(self.cluster)
        except OSError:
            return False

    def _pid_file(self) -> list[str]:
        try:
            return (self.cluster / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []


def _shared_buffers_mb() -> int:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    return max(16, min(_LARGEST_BUFFERS_MB, memory // 8))
