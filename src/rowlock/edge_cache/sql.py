"""The statements that follow changes of the catalogue."""

import msgspec

from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement


class Change(msgspec.Struct, frozen=True):
    """A change with what it changed; without an id where there is none, only the snapshot."""

    snapshot: str
    id: int | None
    keys: list[str] | None


@statement
async def get_snapshot(db: Reader) -> str: ...


@statement
async def list_changes(db: Reader, *, since: str, most: int) -> list[Change]: ...


@statement
async def trim_changes(db: Writer) -> None: ...
