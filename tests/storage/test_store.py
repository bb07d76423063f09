"""Files by key in a folder of this machine."""

import asyncio
import os
import time
from collections.abc import Awaitable
from pathlib import Path
from typing import TypeVar

import pytest

from rowlock import settings
from rowlock.settings import SettingsError
from rowlock.storage.store import Storage, open_storage

T = TypeVar("T")


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return open_storage(settings.read({"ROWLOCK_DATA": str(tmp_path)}))


def run(work: Awaitable[T]) -> T:
    async def awaited() -> T:
        return await work

    return asyncio.run(awaited())


async def streamed(storage: Storage, key: str, *span: int) -> bytes:
    return b"".join([piece async for piece in storage.stream(key, *span)])


def test_what_was_put_is_there_until_it_is_deleted(storage: Storage) -> None:
    run(storage.put("media/a/b.webp", b"picture"))
    assert run(storage.get("media/a/b.webp")) == b"picture"
    assert run(storage.range("media/a/b.webp", 1, 3)) == b"ic"
    assert run(storage.size("media/a/b.webp")) == 7
    run(storage.delete("media/a/b.webp"))
    run(storage.delete("media/a/b.webp"))
    with pytest.raises(FileNotFoundError):
        run(storage.get("media/a/b.webp"))


def test_an_empty_file_is_a_file(storage: Storage) -> None:
    run(storage.put("private/empty.csv", b""))
    assert run(storage.get("private/empty.csv")) == b""


def test_a_file_larger_than_a_part_comes_back_whole_and_in_parts(storage: Storage) -> None:
    data = os.urandom(12_000_000)

    async def write() -> None:
        async with storage.writer("private/large.bin") as file:
            for start in range(0, len(data), 1_000_000):
                await file.write(data[start : start + 1_000_000])

    run(write())
    assert run(streamed(storage, "private/large.bin")) == data
    assert run(streamed(storage, "private/large.bin", 5, 3_000_001)) == data[5:3_000_001]


def test_a_thread_writes_an_ordinary_file(storage: Storage) -> None:
    with storage.file("private/a.bin") as file:
        file.write(b"one")
        file.write(b"two")
    assert run(storage.get("private/a.bin")) == b"onetwo"


def test_a_file_appears_only_when_it_is_complete(storage: Storage, tmp_path: Path) -> None:
    async def write() -> None:
        async with storage.writer("private/a.bin") as file:
            await file.write(b"x" * 6_000_000)
            with pytest.raises(FileNotFoundError):
                await storage.get("private/a.bin")
            raise InterruptedError

    with pytest.raises(InterruptedError):
        run(write())
    assert [path for path in (tmp_path / "media").rglob("*") if path.is_file()] == []


def test_a_writer_that_fails_leaves_the_file_as_it_was(storage: Storage) -> None:
    run(storage.put("private/a.bin", b"before"))

    def write() -> None:
        with storage.file("private/a.bin") as file:
            file.write(b"x" * 6_000_000)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        write()
    assert run(storage.get("private/a.bin")) == b"before"


@pytest.mark.parametrize(
    "key",
    [
        "", "a.csv", "media", "media/", "/media/a.webp", "media/../private/a.csv", "media/..", "media//a.webp",
        "private/.hidden", "media/a b.webp", "media/a#1", "media/a\0.webp", "media/é.webp", "media/a\n", "media/a\\b",
    ],
)  # fmt: skip
def test_a_key_that_could_lead_elsewhere_is_refused(storage: Storage, key: str) -> None:
    with pytest.raises(KeyError):
        run(storage.get(key))
    with pytest.raises(KeyError):
        run(storage.put(key, b"x"))


def test_a_symbolic_link_is_not_followed(storage: Storage, tmp_path: Path) -> None:
    run(storage.put("media/a.webp", b"picture"))
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "media" / "media" / "b.webp").symlink_to(tmp_path / "secret")
    with pytest.raises(FileNotFoundError):
        run(storage.get("media/b.webp"))


def test_what_a_killed_writer_left_is_found_when_it_is_old(storage: Storage, tmp_path: Path) -> None:
    run(storage.put("private/a.csv", b"whole"))
    left = tmp_path / "media" / "private" / "a.csv#1"
    left.write_bytes(b"half")
    assert storage.leftovers(time.time() - 60) == []
    assert storage.leftovers(time.time() + 60) == [left]


def test_a_folder_is_listed_and_deleted_with_nothing_beside_it(storage: Storage, tmp_path: Path) -> None:
    async def work() -> list[str]:
        for key in ("media/a/1.webp", "media/a/b/2.webp", "media/ab/3.webp"):
            await storage.put(key, b"x")
        found = [file.key async for batch in storage.list_files("media/a") for file in batch]
        await storage.delete_folder("media/a")
        await storage.delete_folder("media/a")
        return found

    assert sorted(run(work())) == ["media/a/1.webp", "media/a/b/2.webp"]
    assert [path.name for path in (tmp_path / "media").rglob("*") if path.is_file()] == ["3.webp"]


def test_only_a_public_file_has_an_address(storage: Storage) -> None:
    assert storage.url("media/a.webp") == "/media/a.webp"
    with pytest.raises(KeyError):
        storage.url("private/a.csv")


@pytest.mark.parametrize("url", ["s3://", "s3://bucket?endpont=http://x"])
def test_a_storage_address_that_makes_no_sense_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        open_storage(settings.read({"ROWLOCK_DATA": str(tmp_path), "ROWLOCK_STORAGE_URL": url}))


def test_a_bucket_may_have_an_address_of_its_own() -> None:
    url = "s3://bucket?endpoint=http://127.0.0.1:9&path_style=true&public_url=https://pictures.example/"
    assert open_storage(settings.read({"ROWLOCK_STORAGE_URL": url})).url("media/a.webp") == (
        "https://pictures.example/a.webp"
    )
