"""Takes a file in that is to be imported: into the storage first, then as work for the worker."""

import hashlib
from collections.abc import AsyncIterator
from typing import Final, Protocol
from uuid import UUID, uuid4

import msgspec

from rowlock import errors
from rowlock.db.database import Database
from rowlock.storage.store import Storage
from rowlock.transfers import customers, sku_lines
from rowlock.transfers.commands import imports
from rowlock.transfers.commands.imports import RequestImport
from rowlock.transfers.errors import NotRehearsed
from rowlock.transfers.types import ImportKind, ImportRow

_PIECE_BYTES: Final = 65_536


class Readable(Protocol):
    """A file as it is being sent."""

    filename: str

    async def read(self, size: int = -1) -> bytes: ...


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """What to bring in. `repeat` adds a file of differences although it was added before."""

    actor_id: UUID
    kind: ImportKind
    file_name: str
    is_dry_run: bool
    repeat: bool = False


class _Received(msgspec.Struct, frozen=True):
    """A file in the storage, with its first bytes."""

    key: str
    hash: bytes
    head: bytes


async def receive(database: Database, storage: Storage, file: Readable, arrival: Arrival) -> UUID:
    """The import of an uploaded file. InvalidValue where its beginning tells that it is none of its kind, and
    AlreadyApplied where it is one of differences that came before; nothing is left of it then."""
    return await _request(database, storage, _pieces(file), arrival)


async def apply_rehearsed(database: Database, storage: Storage, actor_id: UUID, rehearsed: ImportRow) -> UUID:
    """The import of a file of which a dry run has told what it does. NotRehearsed where it is not one, or its file is
    gone."""
    if not rehearsed.is_dry_run or rehearsed.status != "done" or rehearsed.storage_key is None:
        raise NotRehearsed
    arrival = Arrival(actor_id=actor_id, kind=rehearsed.kind, file_name=rehearsed.file_name, is_dry_run=False)
    try:
        return await _request(database, storage, storage.stream(rehearsed.storage_key), arrival)
    except FileNotFoundError:
        raise NotRehearsed from None


async def _request(database: Database, storage: Storage, pieces: AsyncIterator[bytes], arrival: Arrival) -> UUID:
    received = await _store(storage, pieces)
    try:
        is_added = _check(arrival.kind, received.head)
        name = "".join(c for c in arrival.file_name if c.isprintable())[:200]
        applies_once = is_added and not arrival.is_dry_run and not arrival.repeat
        command = RequestImport(
            arrival.actor_id,
            arrival.kind,
            name or f"{arrival.kind}.csv",
            received.key,
            arrival.is_dry_run,
            applies_once=received.hash if applies_once else None,
        )
        return await database.run(imports.request_import, command)
    except BaseException:
        await storage.delete(received.key)
        raise


def _check(kind: ImportKind, head: bytes) -> bool:
    """Refuses a file whose beginning is not one of its kind; whether its rows are differences."""
    if kind == "customers":
        customers.header(head)
    if kind in ("prices", "stock"):
        return "delta" in sku_lines.columns_of(head, kind)
    return False


async def _store(storage: Storage, pieces: AsyncIterator[bytes]) -> _Received:
    key = f"private/imports/{uuid4()}.csv"
    hasher = hashlib.sha256()
    head = b""
    async with storage.writer(key) as file:
        async for piece in pieces:
            head = head or piece
            hasher.update(piece)
            await file.write(piece)
    if not head:
        await storage.delete(key)
        raise errors.InvalidValue.at("file", "the file is empty")
    return _Received(key, hasher.digest(), head)


async def _pieces(file: Readable) -> AsyncIterator[bytes]:
    while piece := await file.read(_PIECE_BYTES):
        yield piece
