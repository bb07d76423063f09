"""The servers of a data folder: kept data, crashes, locks, and whose files they are."""

import os
import shutil
import socket
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from rowlock.embedded import identity, servers, valkey
from tests.embedded.holders import Holder, holding, kill, query, runs, until

_NOBODY = 65534


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that a first start has filled; copying it is faster than making one for each test."""
    folder = tmp_path_factory.mktemp("made") / "data"
    with holding(folder):
        pass
    return folder


@pytest.fixture
def data(tmp_path: Path, made: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "data", symlinks=True))


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder whose parents anybody may enter; pytest's own are closed to other users."""
    folder = Path(tempfile.mkdtemp(prefix="rowlock-embedded-"))
    yield folder
    shutil.rmtree(folder)


def make_rows(owner_url: str) -> None:
    query(owner_url, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    query(owner_url, "GRANT SELECT ON kept TO PUBLIC")


def test_data_is_there_again_after_a_stop_and_a_start(data: Path) -> None:
    first = servers.start(data)
    make_rows(first.endpoints.owner_url)
    pids = [process.pid for process in first.processes.values()]
    first.stop()
    assert not any(runs(pid) for pid in pids)

    second = servers.start(data)
    try:
        assert query(second.endpoints.database_url, "SELECT count(*) FROM kept") == 1000
    finally:
        second.stop()


def test_a_killed_postmaster_is_recovered_on_its_port(data: Path) -> None:
    running = servers.start(data)
    try:
        make_rows(running.endpoints.owner_url)
        before = running.endpoints
        kill(running.processes["postgres"].pid)
        assert until(running.check) == "postgres"

        until(lambda: recovered(running))
        assert running.endpoints == before
        assert query(before.database_url, "SELECT count(*) FROM kept") == 1000
    finally:
        running.stop()


def recovered(running: servers.Servers) -> bool:
    if running.check() == "postgres":
        running.restart("postgres")
    try:
        return bool(query(running.endpoints.database_url, "SELECT true"))
    except (OSError, asyncpg.PostgresError):
        return False


def test_a_killed_valkey_is_back_on_its_port(data: Path) -> None:
    running = servers.start(data)
    try:
        kill(running.processes["valkey"].pid)
        assert until(running.check) == "valkey"
        running.restart("valkey")
        until(lambda: valkey.answers(running.endpoints.redis_url))
    finally:
        running.stop()


def test_a_killed_program_leaves_nothing_running_and_the_next_start_recovers(data: Path) -> None:
    holder = Holder(data).until_running()
    query(holder.told["superuser_url"], "CREATE TABLE kept AS SELECT 7 AS n")
    holder.kill()
    running = servers.start(data)
    try:
        assert not any(runs(pid) for pid in holder.pids)
        assert query(running.endpoints.superuser_url, "SELECT n FROM kept") == 7
    finally:
        running.stop()


def test_nothing_is_left_running_when_the_program_is_killed(data: Path) -> None:
    holder = Holder(data).until_running()
    assert all(runs(pid) for pid in holder.pids)
    holder.kill()
    until(lambda: not any(runs(pid) for pid in holder.pids))


def test_all_killed_at_once_is_recovered(data: Path) -> None:
    holder = Holder(data).until_running()
    query(holder.told["superuser_url"], "CREATE TABLE kept AS SELECT 7 AS n")
    for pid in holder.pids:
        kill(pid)
    holder.kill()
    with holding(data) as again:
        assert query(again.told["superuser_url"], "SELECT n FROM kept") == 7


def test_a_stale_pid_file_that_names_a_living_stranger_is_no_obstacle(data: Path) -> None:
    holder = Holder(data).until_running()
    pid_file = data / "postgres" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    for pid in holder.pids:
        kill(pid)
    holder.kill()
    # As after a reboot: the number belongs to somebody else now, here to a process of our own uid.
    with subprocess.Popen(["sleep", "600"]) as stranger:
        try:
            pid_file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
            with holding(data) as again:
                assert query(again.told["database_url"], "SELECT 1") == 1
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_a_server_that_was_left_running_is_stopped_by_the_next_start(data: Path) -> None:
    """Where the kernel cannot end a server together with its program, it is found by its pid file."""
    cluster = data / "postgres"
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    left = subprocess.Popen(
        [servers.binaries().postgres, "-D", cluster, "-c", f"port={port}", "-c", "unix_socket_directories="],
        stderr=subprocess.DEVNULL,
        cwd=cluster,
        preexec_fn=identity.choose(cluster).take_on,
    )
    try:
        until(lambda: "ready" in pid_file.read_text() if (pid_file := cluster / "postmaster.pid").exists() else False)
        # Its parent, this test, must bury it, or it stays in the table of processes.
        burial = threading.Thread(target=left.wait)
        burial.start()
        asked = time.monotonic()
        with holding(data) as holder:
            # PostgreSQL itself would notice within a minute that its folder has another master.
            assert time.monotonic() - asked < 30
            burial.join(10)
            assert left.returncode == 0
            assert query(holder.told["database_url"], "SELECT 1") == 1
    finally:
        if left.poll() is None:
            left.kill()
            left.wait()


def test_a_half_made_cluster_is_made_anew(tmp_path: Path) -> None:
    data = tmp_path / "data"
    half = data / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with holding(data) as holder:
        assert query(holder.told["database_url"], "SELECT 1") == 1


def test_a_second_holder_is_refused_in_one_line(data: Path) -> None:
    with holding(data) as holder:
        second = Holder(data)
        _, error = second.process.communicate(timeout=30)
        assert second.process.returncode != 0
        assert error.count("\n") == 1
        assert f"already in use by process {holder.process.pid}" in error


def test_the_program_cannot_do_what_only_an_owner_or_a_superuser_may(data: Path) -> None:
    with holding(data) as holder:
        url = holder.told["database_url"]
        assert query(url, "SELECT current_user") == "rowlock"
        roles = (
            "SELECT array_agg(rolname::text ORDER BY rolname) FROM pg_roles WHERE rolcanlogin AND rolname ~ 'rowlock'"
        )
        assert query(url, roles) == ["rowlock", "rowlock_owner"]
        strong = (
            "SELECT count(*) FROM pg_roles WHERE rolname ~ 'rowlock' AND (rolsuper OR rolcreatedb OR rolcreaterole)"
        )
        assert query(url, strong) == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            query(url, "CREATE TABLE mine (n int)")


def test_a_wrong_password_is_refused(data: Path) -> None:
    with holding(data) as holder:
        user, _, rest = str(holder.told["superuser_url"]).rpartition("@")
        with pytest.raises(asyncpg.InvalidPasswordError):
            query(f"{user.rpartition(':')[0]}:guess@{rest}", "SELECT 1")


def test_the_owner_may_install_what_the_migrations_need(data: Path) -> None:
    running = servers.start(data)
    try:
        for name in ("pg_trgm", "unaccent", "btree_gin"):
            query(running.endpoints.owner_url, f"CREATE EXTENSION {name}")
        assert (
            query(running.endpoints.owner_url, "SELECT count(*) FROM pg_extension WHERE extname ~ 'trgm|acc|gin'") == 3
        )
    finally:
        running.stop()


def test_no_folder_above_the_data_changes_and_secrets_are_private(open_folder: Path) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    data = closed / "parent" / "data"
    data.parent.mkdir(mode=0o750)
    above = [closed, data.parent, *closed.parents]
    before = [stat_of(folder) for folder in above]
    with holding(data):
        assert [stat_of(folder) for folder in above] == before
        files = [data / "passwords.json", data / "run" / "servers.json"]
        assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]
    assert [stat_of(folder) for folder in above] == before


def stat_of(folder: Path) -> tuple[int, int, int]:
    found = folder.stat()
    return found.st_mode, found.st_uid, found.st_gid


def test_an_ordinary_user_runs_it_and_root_may_continue(open_folder: Path) -> None:
    """Run as root, the test becomes another user, keeping only the right to read the interpreter's folder."""
    uid = _NOBODY if os.geteuid() == 0 else os.geteuid()
    os.chown(open_folder, uid, -1)
    data = open_folder / "data"
    with holding(data, uid if os.geteuid() == 0 else None) as holder:
        assert {Path(f"/proc/{pid}").stat().st_uid for pid in holder.pids} == {uid}
        query(holder.told["superuser_url"], "CREATE TABLE kept AS SELECT 7 AS n")
    with holding(data) as holder:
        assert query(holder.told["superuser_url"], "SELECT n FROM kept") == 7
        assert {path.stat().st_uid for path in (data / "postgres").iterdir()} == {uid}


def test_an_attached_command_joins_the_servers_that_run(data: Path) -> None:
    with holding(data) as holder:
        with servers.attached(data) as endpoints:
            assert endpoints.database_url == holder.told["database_url"]
        assert query(holder.told["database_url"], "SELECT 1") == 1


def test_an_attached_command_starts_servers_and_stops_them(data: Path) -> None:
    with servers.attached(data) as endpoints:
        assert query(endpoints.database_url, "SELECT 1") == 1
        pid = int((data / "postgres" / "postmaster.pid").read_text().splitlines()[0])
    assert not runs(pid)


def test_the_one_who_started_the_servers_waits_for_the_others_who_use_them(data: Path) -> None:
    joined, leave, left = threading.Event(), threading.Event(), threading.Event()
    answers: list[object] = []

    def other() -> None:
        with servers.attached(data) as endpoints:
            joined.set()
            leave.wait(30)
            answers.append(query(endpoints.database_url, "SELECT 1"))
        left.set()

    thread = threading.Thread(target=other)
    with servers.attached(data):
        thread.start()
        assert joined.wait(30)
        threading.Timer(0.3, leave.set).start()
    assert left.wait(30)
    thread.join()
    assert answers == [1]


def test_leftovers_of_a_killed_holder_are_not_believed(data: Path) -> None:
    holder = Holder(data).until_running()
    holder.kill()
    assert (data / "run" / "servers.json").exists()
    with servers.attached(data) as endpoints:
        assert endpoints.database_url != holder.told["database_url"]
        assert query(endpoints.database_url, "SELECT 1") == 1
