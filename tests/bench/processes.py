"""What the operating system says of a process: its processor time, its memory, its children."""

import contextlib
import os
import socket
import time
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_WAIT_SECONDS: Final = 30


def until_listening(port: int) -> None:
    """Waits until somebody answers HTTP there: a listening socket alone proves nothing, it may be inherited."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as connection:
                connection.settimeout(1)
                connection.sendall(b"GET / HTTP/1.1\r\nhost: bench\r\n\r\n")
                if connection.recv(1):
                    return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def processor_seconds(pid: int) -> float:
    """User and system time of a process and its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resident_mib(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise LookupError(pid)


def children(pid: int, containing: str) -> list[int]:
    """The processes below one whose command line holds a word."""
    found = []
    # One that ends meanwhile, as a connection's server does, is none of those that are looked for.
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                    if containing in Path(f"/proc/{child}/cmdline").read_text():
                        found.append(child)
                found += children(child, containing)
    return found
