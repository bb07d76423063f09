"""The Valkey of a data folder. It keeps nothing: PostgreSQL holds the truth, and Valkey may be empty at any start."""

import secrets
import signal
import socket
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from rowlock.embedded import process
from rowlock.embedded.binaries import Binaries, ServersUnavailable
from rowlock.embedded.identity import Identity
from rowlock.embedded.process import ServerProcess

_STOP_SECONDS: Final = 5
_PING_SECONDS: Final = 1.0


class Valkey:
    def __init__(self, data: Path, found: Binaries) -> None:
        self._folder = data / "valkey"
        self._found = found
        self.process = ServerProcess("valkey", Identity("same"), data / "log" / "valkey.log", signal.SIGTERM)
        self.password = secrets.token_urlsafe(24)
        self.port = 0
        self._log_position = 0

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def prepare(self) -> None:
        process.rotate(self.process.log)
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def start(self, port: int) -> None:
        self.port = port
        self._log_position = self.process.log_position()
        # By standard input, since everybody on the machine may read a command line.
        configuration = (
            f'bind 127.0.0.1\nport {port}\nrequirepass {self.password}\ndir "{self._folder}"\n'
            'save ""\nappendonly no\nmaxmemory-policy noeviction\ndaemonize no\n'
            "databases 256\n"  # a number for each shop that the tests open
        )
        self.process.start([self._found.valkey_server, "-"], folder=self._folder, text=configuration)

    def restart(self) -> None:
        """On the same port, with the same password."""
        self.stop()
        self.start(self.port)

    def is_ready(self) -> bool:
        """Raises when the server ended."""
        if not self.process.is_alive():
            log = self.process.log_since(self._log_position).strip().splitlines()
            raise ServersUnavailable(f"Valkey ended: {log[-1] if log else 'see'} ({self.process.log})")
        return answers(self.url)

    def stop(self) -> None:
        self.process.stop(_STOP_SECONDS)

    def port_is_taken(self) -> bool:
        """Why the server ended, if it ended: somebody else was faster to take the port."""
        return not self.process.is_alive() and "ddress already in use" in self.process.log_since(self._log_position)


def answers(url: str) -> bool:
    """True when the server at this address is the one that this password belongs to."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 0), _PING_SECONDS) as connection:
            connection.sendall(f"AUTH {parts.password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\r\n") < 2 and (part := connection.recv(200)):
                answer += part
    except OSError:
        return False
    return answer == b"+OK\r\n+PONG\r\n"
