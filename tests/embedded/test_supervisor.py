"""The supervisor, with small real processes: what dies is started again, and a stop leaves nothing running."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rowlock import supervisor
from rowlock.embedded.binaries import ServersUnavailable
from tests.embedded.holders import kill, runs, until

# Each child appends its process id to a file named after it, and at SIGTERM the time to another one.
_SUPERVISE = """
import os, sys
from rowlock.supervisor import Command, Supervisor
folder = sys.argv[1]
def child(name, stops, body):
    return Command(name, ("sh", "-c", f'echo $$ >> {folder}/{name}; ' + body), stops=stops)
polite = 'trap "date +%s%N > {0}/{1}.ended; exit 0" TERM; while :; do sleep 0.02; done'
Supervisor(
    [
        child("worker", 1, polite.format(folder, "worker")),
        child("api", 0, polite.format(folder, "api")),
        *([child("deaf", 0, 'trap "" TERM; exec sleep 600')] if "deaf" in sys.argv else []),
        *([child("broken", 0, "exit 3")] if "broken" in sys.argv else []),
    ],
    os.environ,
    None,
).run()
"""


class Supervised:
    def __init__(self, folder: Path, *more: str) -> None:
        self.folder = folder
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _SUPERVISE, str(folder), *more], stdout=log, stderr=log
            )

    def pids(self, name: str) -> list[int]:
        path = self.folder / name
        return [int(line) for line in path.read_text().split()] if path.exists() else []

    def until_started(self, name: str, times: int = 1) -> int:
        return until(lambda: self.pids(name)[times - 1 :])[0]


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    running = Supervised(tmp_path)
    yield running
    end(running)


def end(running: Supervised) -> None:
    if running.process.poll() is None:
        running.process.kill()
    running.process.wait()


def test_a_killed_process_is_started_again(supervised: Supervised) -> None:
    first = supervised.until_started("api")
    kill(first)
    second = supervised.until_started("api", times=2)
    assert runs(second)
    assert len(supervised.pids("worker")) == 1


def test_a_process_that_keeps_dying_is_started_ever_more_slowly(tmp_path: Path) -> None:
    running = Supervised(tmp_path, "broken")
    try:
        starts = []
        for n in range(1, 5):
            running.until_started("broken", times=n)
            starts.append(time.monotonic())
        # The pauses are 0.1, 0.2 and 0.4 s; on a busy machine they come out longer, never shorter.
        assert starts[3] - starts[0] > 0.6
    finally:
        end(running)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_the_api_before_the_worker_and_exits_well(supervised: Supervised, number: signal.Signals) -> None:
    pids = [supervised.until_started(name) for name in ("api", "worker")]
    supervised.process.send_signal(number)
    assert supervised.process.wait(30) == 0
    assert not any(runs(pid) for pid in pids)
    api, worker = (int((supervised.folder / f"{name}.ended").read_text()) for name in ("api", "worker"))
    assert api < worker


def test_a_second_stop_does_not_wait_for_a_deaf_process(tmp_path: Path) -> None:
    running = Supervised(tmp_path, "deaf")
    try:
        pids = [running.until_started(name) for name in ("api", "worker", "deaf")]
        running.process.send_signal(signal.SIGINT)
        until(lambda: not runs(pids[0]))
        running.process.send_signal(signal.SIGINT)
        asked = time.monotonic()
        assert running.process.wait(30) == 0
        assert time.monotonic() - asked < 5
        assert not any(runs(pid) for pid in pids)
    finally:
        end(running)


def test_a_killed_supervisor_leaves_nothing_running(supervised: Supervised) -> None:
    pids = [supervised.until_started(name) for name in ("api", "worker")]
    os.kill(supervised.process.pid, signal.SIGKILL)
    until(lambda: not any(runs(pid) for pid in pids))


def test_a_busy_port_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        with pytest.raises(ServersUnavailable, match=f"cannot listen on 127.0.0.1 port {port}: Address already in use"):
            supervisor.listen("127.0.0.1", port)
