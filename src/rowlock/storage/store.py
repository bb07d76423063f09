"""Where files are kept: a folder of this machine or an S3 bucket, behind the same few operations.

Keys under `media/` are public pictures, keys under `private/` are exports and imports. A file appears under its key
when it is complete, and not before.

obstore is called in threads, not through its own asyncio bridge: that one lets the process abort when it ends while a
call is being answered (PyO3/pyo3-async-runtimes#40; seen here in one run of six).
"""

import asyncio
import io
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec
import obstore
from obstore.store import LocalStore, S3Store

from rowlock import errors
from rowlock.settings import Settings, SettingsError
from rowlock.storage.errors import FULL_ERRORS, StorageFull
from rowlock.storage.media import CACHE_CONTROL, media_type_of

if TYPE_CHECKING:
    from obstore import Attributes, WritableFile
    from obstore.store import S3Config

# No `#`: the local store keeps an unfinished file as `<key>#<number>`.
_KEY: Final = re.compile(r"(?:media|private)(?:/[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}){1,8}", re.ASCII)
_LEFTOVER: Final = re.compile(r".+#[0-9]+")

# S3 takes no part below 5 MiB but the last; two at a time keep a writer within 20 MiB.
_PART_BYTES: Final = 5 * 1024 * 1024
_PARTS_AT_ONCE: Final = 2
_CHUNK_BYTES: Final = 256 * 1024

_S3_OPTIONS: Final = ("endpoint", "region", "prefix", "public_url", "path_style")

# How they read in the text of an error.
_FULL: Final = re.compile(rf"\(os error (?:{'|'.join(map(str, FULL_ERRORS))})\)")
_LISTED_AT_ONCE: Final = 1_000


class StoredFile(msgspec.Struct, frozen=True):
    """A file as a list of the storage shows it."""

    key: str
    modified_at: datetime


class StorageWriter:
    """A file being written."""

    def __init__(self, file: "WritableFile") -> None:
        self._file = file

    async def write(self, data: bytes) -> None:
        await asyncio.to_thread(self._file.write, data)


class Storage:
    """Files by key. A key that is not well formed is a KeyError, a file that is not there a FileNotFoundError."""

    def __init__(self, store: LocalStore | S3Store, *, public_url: str, folder: Path | None) -> None:
        self._store = store
        self._public_url = public_url
        self._folder = folder

    async def put(self, key: str, data: bytes) -> None:
        with _translated():
            await asyncio.to_thread(obstore.put, self._store, _valid(key), data, attributes=self._attributes(key))

    @asynccontextmanager
    async def writer(self, key: str) -> AsyncIterator[StorageWriter]:
        """Writes a file piece by piece. An exception inside leaves no file, and a file of that key as it was."""
        with _translated():
            file = self._open(key)
            try:
                yield StorageWriter(file)
            except BaseException as error:
                with suppress(Exception):
                    await asyncio.to_thread(file.__exit__, type(error), error, error.__traceback__)
                raise
            await asyncio.to_thread(file.close)

    @contextmanager
    def file(self, key: str) -> Iterator[IO[bytes]]:
        """`writer` for a thread: an ordinary binary file that cannot seek."""
        with _translated(), self._open(key) as raw:
            buffered = io.BufferedWriter(_Raw(raw), _CHUNK_BYTES)
            yield buffered
            buffered.flush()

    async def get(self, key: str) -> bytes:
        return await self.range(key, 0, await self.size(key))

    async def range(self, key: str, start: int, end: int) -> bytes:
        """The bytes from `start` up to and without `end`."""
        if start >= end:
            return b""
        with _translated():
            path = self._followed(key)
            return bytes(await asyncio.to_thread(obstore.get_range, self._store, path, start=start, end=end))

    async def size(self, key: str) -> int:
        with _translated():
            return int((await asyncio.to_thread(obstore.head, self._store, self._followed(key)))["size"])

    async def stream(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The file in pieces of bounded size, or its bytes from `start` up to and without `end`."""
        position = start
        stop = await self.size(key) if end is None else end
        while position < stop:
            piece = await self.range(key, position, min(position + 4 * _CHUNK_BYTES, stop))
            yield piece
            position += len(piece)

    async def delete(self, key: str) -> None:
        """Also succeeds where there is no such file."""
        with _translated():
            try:
                await asyncio.to_thread(obstore.delete, self._store, _valid(key))
            except FileNotFoundError:
                return

    async def list_files(self, folder: str) -> AsyncIterator[Sequence[StoredFile]]:
        """The complete files below a folder, some at a time; of one that does not exist, none."""
        with _translated():
            listed = obstore.list(self._store, _valid(folder) + "/", chunk_size=_LISTED_AT_ONCE)
            while batch := await asyncio.to_thread(next, listed, None):
                yield [StoredFile(found["path"], found["last_modified"]) for found in batch]

    async def delete_folder(self, folder: str) -> None:
        """Deletes the files below a folder."""
        async for batch in self.list_files(folder):
            for file in batch:
                await self.delete(file.key)
        if self._folder is not None:
            # One that is not empty, since somebody writes to it again, or that is gone already, stays as it is.
            with suppress(OSError):
                await asyncio.to_thread((self._folder / _valid(folder)).rmdir)

    def url(self, key: str) -> str:
        """Where anybody finds a public file."""
        if not _valid(key).startswith("media/"):
            raise KeyError(key)
        return f"{self._public_url}/{key.removeprefix('media/')}"

    def leftovers(self, older_than: float) -> list[Path]:
        """Unfinished files whose writer was killed before that time; S3 forgets its own by a rule of the bucket."""
        if self._folder is None:
            return []
        return [
            path
            for path in self._folder.glob("**/*#*")
            if _LEFTOVER.fullmatch(path.name) and path.is_file() and path.stat().st_mtime < older_than
        ]

    def _attributes(self, key: str) -> "Attributes | None":
        """What a bucket says of a picture by itself, where browsers fetch it from there. Files have no such notes."""
        media_type = media_type_of(key)
        if self._folder is not None or media_type is None or not key.startswith("media/"):
            return None
        return {"Content-Type": media_type, "Cache-Control": CACHE_CONTROL}

    def _open(self, key: str) -> "WritableFile":
        return obstore.open_writer(self._store, _valid(key), buffer_size=_PART_BYTES, max_concurrency=_PARTS_AT_ONCE)

    def _followed(self, key: str) -> str:
        """A local file counts only where its key says: what a symbolic link points at was not put here by us."""
        valid = _valid(key)
        if self._folder is not None:
            path = self._folder / valid
            if path.resolve() != path:
                raise FileNotFoundError(key)
        return valid


def open_storage(settings: Settings) -> Storage:
    """The storage of the settings: `ROWLOCK_STORAGE_URL`, or `media` in the data folder.

    `s3://bucket?endpoint=…&region=…&prefix=…&path_style=true&public_url=…`; its keys come from the usual AWS_*
    variables or the machine's role. Pictures are served through `/media` unless `public_url` names another place.
    """
    own_url = "/media"  # a path: kept documents stay right when the shop moves to another address
    if settings.storage_url is None:
        return _open_folder(settings.data_folder / "media", own_url)
    parts = urlsplit(settings.storage_url)
    if parts.scheme == "file":
        return _open_folder(Path(unquote(parts.path)), own_url)
    options = dict(parse_qsl(parts.query))
    unknown = sorted(options.keys() - set(_S3_OPTIONS))
    if unknown or not parts.hostname:
        reason = f"{unknown[0]} is not one of {', '.join(_S3_OPTIONS)}" if unknown else "the bucket is missing"
        raise SettingsError(f"ROWLOCK_STORAGE_URL: {reason}")
    endpoint = options.get("endpoint", "")
    config: S3Config = {"region": options.get("region", "us-east-1")}
    if endpoint:
        config["endpoint"] = endpoint
    store = S3Store(
        parts.hostname,
        prefix=options.get("prefix") or parts.path.strip("/") or None,
        config=config,
        virtual_hosted_style_request=options.get("path_style") != "true",
        client_options={"allow_http": endpoint.startswith("http://"), "timeout": "60s"},
    )
    return Storage(store, public_url=options.get("public_url", own_url).rstrip("/"), folder=None)


def _open_folder(folder: Path, public_url: str) -> Storage:
    folder.mkdir(parents=True, exist_ok=True)
    resolved = folder.resolve()
    return Storage(LocalStore(resolved), public_url=public_url, folder=resolved)


def _valid(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise KeyError(key)
    return key


@contextmanager
def _translated() -> Iterator[None]:
    """A storage that cannot be reached or is full is a reason to come back, not a mistake of the program."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL_ERRORS or _FULL.search(str(error)):
            raise StorageFull from error
        raise
    except obstore.exceptions.BaseError as error:
        if _FULL.search(str(error)):
            raise StorageFull from error
        raise errors.Unavailable("The file storage cannot be reached") from error


class _Raw(io.RawIOBase):
    """obstore's writer as a file of the standard library."""

    def __init__(self, file: "WritableFile") -> None:
        super().__init__()
        self._file = file

    def writable(self) -> Literal[True]:
        return True

    def write(self, buffer: Any, /) -> int:
        return self._file.write(bytes(buffer))
