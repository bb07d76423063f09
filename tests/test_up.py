"""`rowlock up` and the command line from outside: real processes, real servers, real signals."""

import json
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.embedded.holders import kill, runs, until

_CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("ROWLOCK_")}


def rowlock(*arguments: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "rowlock", *arguments]
    return subprocess.run(command, env=_CLEAN | settings, input=stdin, capture_output=True, text=True, timeout=120)


def assert_one_line(error: str, *words: str) -> None:
    assert error.startswith("rowlock: ")
    assert error.count("\n") == 1, error
    assert all(word in error for word in words), error


def told(pid: int, what: str) -> str:
    """What /proc says of a process; nothing where it has gone meanwhile."""
    try:
        return Path(f"/proc/{pid}/{what}").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


class Up:
    """A running `rowlock up`, without the demo catalogue, on a free port."""

    def __init__(self, data: Path) -> None:
        self.data = data
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.log = data.with_name(data.name + ".log")
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*(sys.executable, "-m", "rowlock", "up", "--no-demo"), "--port", str(self.port), "--data", str(data)],
                env=_CLEAN,
                stdout=log,
                stderr=log,
            )

    @property
    def printed(self) -> str:
        return self.log.read_text()

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.printed
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/health/ready", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def until_open(self) -> "Up":
        until(lambda: self.is_ready() and "Rowlock is open" in self.printed, seconds=90)
        return self

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in listed.split()]

    def child(self, word: str) -> int:
        """The child with this word among its arguments: as the operator sees it in `ps`."""

        def found() -> int:
            for pid in self.children():
                if word in told(pid, "cmdline").split("\0"):
                    return pid
            return 0

        return until(found)

    def until_other_child(self, word: str, before: int) -> None:
        until(lambda: self.child(word) != before)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(60)


@contextmanager
def running(data: Path) -> Iterator[Up]:
    up = Up(data)
    try:
        yield up.until_open()
    finally:
        up.stop()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that a first `up` has filled; copying it is faster than making one for each test."""
    folder = tmp_path_factory.mktemp("made") / "data"
    with running(folder):
        pass
    return folder


@pytest.fixture
def data(tmp_path: Path, made: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "data", symlinks=True))


def test_a_first_start_says_where_everything_is_and_a_stop_leaves_nothing_running(tmp_path: Path) -> None:
    data = tmp_path / "shop"
    with running(data) as up:
        admin = json.loads((data / "admin.json").read_bytes())
        address = f"http://127.0.0.1:{up.port}"
        for told in (
            f"{address}/api/v1",
            f"{address}/docs",
            f"{address}/redoc",
            f"{address}/admin",
            f"{address}/dev/mail",
            admin["email"],
            admin["password"],
        ):
            assert told in up.printed
        assert str(data / "mail") in up.printed
        assert stat.S_IMODE((data / "admin.json").stat().st_mode) == 0o600
        up.child("worker")
        children = up.children()
        assert len(children) == 4  # PostgreSQL, Valkey, the api, the worker
        assert up.stop() == 0
        assert not any(runs(pid) for pid in children)


def test_a_later_start_prints_the_same_admin(data: Path) -> None:
    password = json.loads((data / "admin.json").read_bytes())["password"]
    with running(data) as up:
        assert password in up.printed


def test_a_second_up_on_one_folder_is_refused(data: Path) -> None:
    with running(data) as up:
        second = rowlock("up", "--port", "0", "--data", str(data))
        assert second.returncode == 1
        assert_one_line(second.stderr, str(data), "already in use", str(up.process.pid))
        assert up.is_ready()


def test_a_busy_port_is_told_in_one_line_and_the_servers_are_stopped(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        refused = rowlock("up", "--port", str(port), "--data", str(data))
    assert refused.returncode == 1
    assert_one_line(refused.stderr, f"port {port}", "Address already in use")
    assert not (data / "postgres" / "postmaster.pid").exists()


def test_a_killed_api_and_a_killed_worker_come_back(data: Path) -> None:
    with running(data) as up:
        for word in ("serve", "worker"):
            kill(before := up.child(word))
            up.until_other_child(word, before)
        until(up.is_ready, seconds=60)


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_a_killed_server_comes_back_with_its_data(data: Path, name: str) -> None:
    def server() -> int:
        return next((pid for pid in up.children() if name in told(pid, "comm")), 0)

    with running(data) as up:
        before = server()
        kill(before)
        assert until(lambda: server() not in (0, before))
        until(up.is_ready, seconds=60)


def test_a_killed_up_leaves_nothing_running_and_the_next_one_opens(data: Path) -> None:
    with running(data) as up:
        children = up.children()
        up.process.kill()
        until(lambda: not any(runs(pid) for pid in children))
    with running(data) as again:
        assert again.is_ready()


_MOMENTS: dict[str, Callable[[Path], bool]] = {
    "the folder is taken": lambda data: (data / "run" / "holder.json").exists(),
    "postgresql starts": lambda data: (data / "postgres" / "postmaster.pid").exists(),
    "the servers run": lambda data: (data / "run" / "servers.json").exists(),
}


@pytest.mark.parametrize("moment", _MOMENTS)
def test_a_stop_while_it_starts_is_orderly_too(data: Path, moment: str) -> None:
    up = Up(data)
    until(lambda: _MOMENTS[moment](data))
    assert up.stop() == 0
    assert "Traceback" not in up.printed
    assert not (data / "postgres" / "postmaster.pid").exists()


def test_a_stop_while_the_first_cluster_is_made_is_orderly_and_the_next_start_makes_it(tmp_path: Path) -> None:
    data = tmp_path / "shop"
    up = Up(data)
    until(lambda: (data / "postgres.new").exists())
    assert up.stop() == 0
    assert "Traceback" not in up.printed
    assert not (data / "postgres").exists()
    with running(data) as again:
        assert again.is_ready()


def test_commands_use_the_servers_of_the_folder_while_up_runs_and_after(data: Path) -> None:
    with running(data):
        assert rowlock("migrate", "--data", str(data)).stdout == "nothing to apply\n"
    listed = rowlock("migrate", "--status", "--data", str(data))
    assert listed.returncode == 0
    assert re.match(r"applied  0001_\w+\.sql\n", listed.stdout)
    assert not (data / "postgres" / "postmaster.pid").exists()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"ROWLOCK_EDGE_CACH_MB": "1"}, ("ROWLOCK_EDGE_CACH_MB", "ROWLOCK_EDGE_CACHE_MB")),
        ({"ROWLOCK_RATE_LIMIT": "often"}, ("ROWLOCK_RATE_LIMIT",)),
        ({"ROWLOCK_DATABASE_POOL_SIZE": "many"}, ("ROWLOCK_DATABASE_POOL_SIZE",)),
        ({"ROWLOCK_ENV": "production"}, ("ROWLOCK_JWT_SECRET",)),
        ({"ROWLOCK_JWT_SECRET": "short"}, ("ROWLOCK_JWT_SECRET",)),
    ],
)
def test_a_wrong_setting_is_told_in_one_line(tmp_path: Path, settings: dict[str, str], words: tuple[str, ...]) -> None:
    refused = rowlock("up", "--data", str(tmp_path / "shop"), **settings)
    assert refused.returncode == 2
    assert_one_line(refused.stderr, *words)
    assert not (tmp_path / "shop").exists()


@pytest.mark.parametrize("command", ["serve", "worker", "migrate", "check", "verify", "demo", "settings"])
def test_a_wrong_setting_stops_every_command(tmp_path: Path, command: str) -> None:
    refused = rowlock(command, "--data", str(tmp_path / "shop"), ROWLOCK_CURRENCY="euros")
    assert refused.returncode == 2
    assert_one_line(refused.stderr, "ROWLOCK_CURRENCY")
    assert not (tmp_path / "shop").exists()


@pytest.mark.parametrize(
    "arguments", [["up", "--prot", "1"], ["up", "--port", "x"], ["open"], ["import", "products", "absent.csv"]]
)
def test_a_wrong_option_is_told_in_one_line(arguments: list[str]) -> None:
    refused = rowlock(*arguments)
    assert refused.returncode == 2
    assert_one_line(refused.stderr)


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    refused = rowlock("migrate", "--data", str(tmp_path / "file" / "shop"))
    assert refused.returncode == 1
    assert_one_line(refused.stderr, str(tmp_path / "file"))


def test_settings_are_shown_without_their_secrets() -> None:
    shown = rowlock(
        "settings",
        ROWLOCK_JWT_SECRET="hidden-Kq7vX2mZ9pLw4tRb8nYc3dFg6hJs1aQe",
        ROWLOCK_DATABASE_URL="postgresql://me:hidden@db.example/shop",
    )
    assert shown.returncode == 0
    assert "ROWLOCK_JWT_SECRET=***\n" in shown.stdout
    assert "ROWLOCK_DATABASE_URL=postgresql://me:***@db.example/shop\n" in shown.stdout


def test_help_loads_nothing_heavy() -> None:
    loaded = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "rowlock", "--help"], env=_CLEAN, capture_output=True, text=True
    )
    assert "Usage: rowlock" in loaded.stdout
    modules = {line.rpartition("|")[2].strip() for line in loaded.stderr.splitlines()}
    assert not modules & {"asyncio", "asyncpg", "litestar", "polars", "rich", "uvicorn", "structlog"}
