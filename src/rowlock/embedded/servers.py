"""The real PostgreSQL and Valkey of a data folder: started, found again, stopped; on the loopback interface only."""

import random
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from rowlock.embedded import binaries as programs
from rowlock.embedded import passwords, postgres, process, valkey
from rowlock.embedded.binaries import Binaries, ServersUnavailable
from rowlock.embedded.folder import AlreadyRunning, Endpoints, Folder, Purpose
from rowlock.embedded.passwords import Passwords
from rowlock.embedded.postgres import Postgres
from rowlock.embedded.process import ServerProcess
from rowlock.embedded.valkey import Valkey

__all__ = ["AlreadyRunning", "Endpoints", "Servers", "ServersUnavailable", "attached", "binaries", "start"]

Name = Literal["postgres", "valkey"]

# Below the ports that Linux gives to outgoing connections, so that a restart finds its port still free.
_PORTS: Final = range(20_000, 32_000)
_PORT_TRIES: Final = 20
_USERS_SECONDS: Final = 2.0


class Servers:
    """The running pair. Whoever has it holds the data folder until `stop`."""

    def __init__(self, folder: Folder, database: Postgres, queue: Valkey, kept: Passwords) -> None:
        self._folder = folder
        self._servers: dict[Name, Postgres | Valkey] = {"valkey": queue, "postgres": database}
        self._passwords = kept
        self._database, self._queue = database, queue

    @property
    def endpoints(self) -> Endpoints:
        def url(role: str, password: str) -> str:
            return f"postgresql://{role}:{password}@127.0.0.1:{self._database.port}/{postgres.DATABASE}"

        return Endpoints(
            database_url=url(postgres.PROGRAM, self._passwords.program),
            owner_url=url(postgres.OWNER, self._passwords.owner),
            superuser_url=url(postgres.SUPERUSER, self._passwords.superuser),
            redis_url=self._queue.url,
        )

    @property
    def processes(self) -> dict[Name, ServerProcess]:
        return {name: server.process for name, server in self._servers.items()}

    def check(self) -> Name | None:
        """The first server that died."""
        return next((name for name, server in self._servers.items() if not server.process.is_alive()), None)

    def restart(self, name: Name) -> None:
        """On the same port, so that every client finds it again. Does not wait until it is ready."""
        self._servers[name].restart()

    def stop(self, *, users_seconds: float | None = _USERS_SECONDS) -> None:
        """Waits for the short commands that use these servers, at most so long, then stops both in order."""
        self._folder.users.take(seconds=users_seconds)
        self._folder.withdraw()
        self._queue.stop()
        self._database.stop()
        self._folder.close()

    def launch(self) -> None:
        """Starts both at the same time and waits until they answer."""
        for server in self._servers.values():
            server.prepare()
            server.start(_free_port())
        waiting = list(self._servers.values())
        tries = 0
        while waiting:
            for server in list(waiting):
                if tries < _PORT_TRIES and server.port_is_taken():
                    tries += 1
                    server.start(_free_port())
                elif server.is_ready():
                    waiting.remove(server)
            time.sleep(process.POLL_SECONDS)
        self._folder.announce(self.endpoints)


def start(data: Path, *, durable: bool = True) -> Servers:
    """Starts both and waits until they answer, however long a recovery takes. AlreadyRunning when another has them.

    Without `durable` a crash of the machine may cost the data: for tests.
    """
    folder = Folder(data.resolve())
    try:
        return _start(folder, "up", durable=durable)
    except BaseException:
        folder.close()
        raise


@contextmanager
def attached(data: Path) -> Iterator[Endpoints]:
    """Joins the servers that run for this folder, or starts them and stops them when nobody else uses them."""
    with Folder(data.resolve()) as folder:
        while True:
            folder.users.take(shared=True)
            try:
                servers = _start(folder, "command", durable=True)
            except AlreadyRunning:
                found = folder.endpoints()
                if found is not None and valkey.answers(found.redis_url):
                    yield found
                    return
                time.sleep(process.POLL_SECONDS)
                continue
            break
        try:
            yield servers.endpoints
        finally:
            servers.stop(users_seconds=None)


def binaries() -> Binaries:
    """The client programs that come with the servers, for benches and tests."""
    return programs.binaries()


def _start(folder: Folder, purpose: Purpose, *, durable: bool) -> Servers:
    folder.hold(purpose)
    kept = passwords.read_or_make(folder.data)
    found = programs.binaries()
    servers = Servers(folder, Postgres(folder.data, found, kept, durable=durable), Valkey(folder.data, found), kept)
    try:
        servers.launch()
    except BaseException:
        servers.stop()
        raise
    return servers


def _free_port() -> int:
    while True:
        port = random.choice(_PORTS)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
