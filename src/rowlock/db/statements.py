"""Each file under `sql/` as one typed function, and the check of all of them against a real database.

A function without a body in `rowlock/<feature>/sql.py` is bound to `sql/<feature>/<name>.sql`. Its keyword arguments
are the `:names` in the file, its return annotation says how many rows there are and what they become:
`Row` exactly one, `Row | None` at most one, `list[Row]` many, a plain value the first column, `None` nothing,
`AsyncIterator[Row]` a server-side cursor (inside a transaction), `Copied` a CSV that goes past Python.
"""

import collections.abc
import inspect
import re
import types
import typing
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NewType, ParamSpec, TypeVar
from uuid import UUID

import msgspec

from rowlock.db.connections import Reader

P = ParamSpec("P")
R = TypeVar("R")

SOURCE: Final = Path(__file__).parents[1]
ROOT: Final = SOURCE / "sql" if (SOURCE / "sql").is_dir() else SOURCE.parents[1] / "sql"

Copied = NewType("Copied", int)
"""What a statement returns that PostgreSQL itself writes as CSV (COPY, with a header) into the `output` it is called
with: the number of rows. Each piece ends where a row ends."""

_TOKEN: Final = re.compile(
    r"""
    (?P<skip> --[^\n]* | /\*.*?\*/ | '(?:[^']|'')*' | "(?:[^"]|"")*" | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ | :: )
    | :(?P<name>[a-z_][a-z0-9_]*)
    """,
    re.VERBOSE | re.DOTALL,
)
_AS_IS: Final = (int, str, bool, float, bytes, UUID, datetime, date, Decimal)
_CURSOR_ROWS: Final = 500  # per fetch of a streamed statement: few round trips, little memory

STATEMENTS: Final[dict[str, "Statement"]] = {}
"""Every bound statement by its key, `feature/name`."""


class Statement(msgspec.Struct, frozen=True):
    """One SQL file with what its function promised."""

    key: str
    text: str
    parameters: tuple[str, ...]
    hints: dict[str, Any]
    row: Any
    many: bool
    optional: bool
    streamed: bool

    @property
    def columns(self) -> dict[str, Any] | None:
        """The columns a struct row needs, in order; None where the row is a plain value."""
        if isinstance(self.row, type) and issubclass(self.row, msgspec.Struct):
            hints = typing.get_type_hints(self.row, include_extras=True)
            return {name: hints[name] for name in self.row.__struct_fields__}
        return None


def statement(function: Callable[P, R]) -> Callable[P, R]:
    """Binds a function without a body to its SQL file; a missing file or another set of parameters fails the import."""
    feature = function.__module__.split(".")[1]
    key = f"{feature}/{function.__name__}"
    text, parameters = rewrite((ROOT / f"{key}.sql").read_text())
    hints = typing.get_type_hints(function)
    returned = hints.pop("return")
    names = [p.name for p in inspect.signature(function).parameters.values() if p.kind is p.KEYWORD_ONLY]
    if set(names) != set(parameters):
        raise TypeError(f"{key}.sql has the parameters {sorted(parameters)}, its function {sorted(names)}")
    bound = Statement(key, text, parameters, hints, *_cardinality(returned))
    STATEMENTS[key] = bound
    call: Any = _streaming(bound) if bound.streamed else _awaiting(bound)
    call.__name__, call.__doc__, call.__module__ = function.__name__, function.__doc__, function.__module__
    return typing.cast(Callable[P, R], call)


def rewrite(text: str) -> tuple[str, tuple[str, ...]]:
    """`:name` becomes `$n`, each name one number; comments, literals, quoted names and casts are stepped over."""
    order: dict[str, int] = {}

    def replace(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return match[0]
        return f"${order.setdefault(name, len(order) + 1)}"

    return _TOKEN.sub(replace, text), tuple(order)


def _cardinality(annotation: Any) -> tuple[Any, bool, bool, bool]:
    origin = typing.get_origin(annotation)
    if origin is list:
        return typing.get_args(annotation)[0], True, False, False
    if origin is collections.abc.AsyncIterator:
        return typing.get_args(annotation)[0], True, False, True
    plain = without_none(annotation)
    return plain, False, plain is not annotation, False


def without_none(annotation: Any) -> Any:
    """`T` of `T | None`; anything else unchanged."""
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        kept = [a for a in typing.get_args(annotation) if a is not types.NoneType]
        if len(kept) == 1:
            return kept[0]
    return annotation


def _converter(annotation: Any) -> Callable[[Any], Any] | None:
    """What turns a column's value into the annotation's type; None where asyncpg's value already is of it."""
    plain = without_none(annotation)
    if typing.get_origin(plain) is typing.Annotated:
        plain = typing.get_args(plain)[0]
    if plain is UUID:
        return None
    if plain in _AS_IS or typing.get_origin(plain) is typing.Literal:
        return None
    if typing.get_origin(plain) is list and typing.get_args(plain)[0] in _AS_IS:
        decoder = msgspec.json.Decoder(plain)
        return lambda value: decoder.decode(value) if isinstance(value, bytes) else value
    if plain is msgspec.Raw:
        return lambda value: None if value is None else msgspec.Raw(value)
    if isinstance(plain, type) and issubclass(plain, str):
        return lambda value: None if value is None else plain(value)
    nested = msgspec.json.Decoder(plain)
    return lambda value: None if value is None else nested.decode(value)


def _row_builder(bound: Statement) -> Callable[[Any], Any]:
    columns = bound.columns
    if columns is None:
        convert = _converter(bound.row)
        return (lambda record: record[0]) if convert is None else (lambda record: convert(record[0]))
    row = bound.row
    converters = [(i, c) for i, c in enumerate(map(_converter, columns.values())) if c is not None]
    if not converters:
        return lambda record: row(*record)

    def build(record: Any) -> Any:
        values = list(record)
        for i, convert in converters:
            values[i] = convert(values[i])
        return row(*values)

    return build


def _awaiting(bound: Statement) -> Callable[..., Awaitable[Any]]:
    text, parameters = bound.text, bound.parameters
    if bound.row is types.NoneType:

        async def run(db: Reader, **given: Any) -> None:
            await db.execute(text, *[given[name] for name in parameters])

        return run
    if bound.row is Copied:

        async def copy(db: Reader, output: Callable[[bytes], Coroutine[Any, Any, None]], **given: Any) -> int:
            values = [given[name] for name in parameters]
            tag = await db.copy_from_query(text, *values, output=output, format="csv", header=True, encoding="utf-8")
            return int(tag.removeprefix("COPY "))

        return copy
    build = _row_builder(bound)
    if bound.many:

        async def fetch(db: Reader, **given: Any) -> list[Any]:
            return [build(record) for record in await db.fetch(text, *[given[name] for name in parameters])]

        return fetch

    async def fetch_one(db: Reader, **given: Any) -> Any:
        record = await db.fetchrow(text, *[given[name] for name in parameters])
        if record is not None:
            return build(record)
        if bound.optional:
            return None
        raise LookupError(f"{bound.key} found no row where there must be one")

    return fetch_one


def _streaming(bound: Statement) -> Callable[..., AsyncIterator[Any]]:
    build = _row_builder(bound)

    async def stream(db: Reader, **given: Any) -> AsyncIterator[Any]:
        values = [given[name] for name in bound.parameters]
        async for record in db.cursor(bound.text, *values, prefetch=_CURSOR_ROWS):
            yield build(record)

    return stream
