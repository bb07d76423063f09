"""Holds every SQL file against a real database: it prepares, and its columns and parameters are what Python expects."""

import importlib
import pkgutil
import types
import typing
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import asyncpg
import msgspec

import rowlock
from rowlock.db.statements import ROOT, STATEMENTS, Copied, Statement, without_none

# Which PostgreSQL types an annotation may stand for. Anything else is jsonb.
_TYPES: Final[dict[Any, set[str]]] = {
    int: {"int2", "int4", "int8"},
    float: {"float8", "float4"},
    str: {"text", "varchar", "char", "name"},
    bool: {"bool"},
    bytes: {"bytea"},
    UUID: {"uuid"},
    datetime: {"timestamptz"},
    date: {"date"},
    Decimal: {"numeric"},
    msgspec.Raw: {"jsonb"},
}


def load_statements() -> None:
    """Imports every `sql` module of the program, so that all statements are bound."""
    for module in pkgutil.walk_packages(rowlock.__path__, "rowlock."):
        if module.name.endswith(".sql") or ".sql." in module.name:
            importlib.import_module(module.name)


def orphans() -> list[str]:
    """SQL files that no function is bound to."""
    load_statements()
    files = {str(path.relative_to(ROOT).with_suffix("")) for path in ROOT.rglob("*.sql")}
    return sorted(f"{key}.sql: no function is bound to it" for key in files - set(STATEMENTS))


async def check_statements(url: str) -> list[str]:
    """Every disagreement between SQL files, functions and database, a line each; none is the good case."""
    problems = orphans()
    connection = await asyncpg.connect(url, timeout=10)
    try:
        for key in sorted(STATEMENTS):
            problems += await check_statement(connection, STATEMENTS[key])
    finally:
        await connection.close()
    return problems


async def check_statement(connection: "asyncpg.Connection[asyncpg.Record]", bound: Statement) -> list[str]:
    """What PostgreSQL says of one statement against what its function promised."""
    try:
        prepared = await connection.prepare(bound.text)
    except asyncpg.PostgresError as error:
        return [f"{bound.key}.sql: {error}"]
    problems = []
    for name, kind in zip(bound.parameters, prepared.get_parameters(), strict=True):
        if not _agrees(bound.hints[name], kind.name):
            problems.append(f"{bound.key}.sql: :{name} is {kind.name}, the function has {bound.hints[name]}")
    attributes = prepared.get_attributes()
    columns = bound.columns
    if bound.row in (types.NoneType, Copied):
        return problems
    if columns is None:
        columns = {attributes[0].name: bound.row} if len(attributes) == 1 else {}
    if [a.name for a in attributes] != list(columns):
        return [*problems, f"{bound.key}.sql: columns {[a.name for a in attributes]}, expected {list(columns)}"]
    problems.extend(
        f"{bound.key}.sql: {attribute.name} is {attribute.type.name}, expected {columns[attribute.name]}"
        for attribute in attributes
        if not _agrees(columns[attribute.name], attribute.type.name)
    )
    return problems


def _agrees(annotation: Any, kind: str) -> bool:
    plain = without_none(annotation)
    if typing.get_origin(plain) is typing.Annotated:
        plain = typing.get_args(plain)[0]
    if typing.get_origin(plain) is typing.Literal:
        plain = str
    if typing.get_origin(plain) is list:
        inner = without_none(typing.get_args(plain)[0])
        allowed = _TYPES.get(inner, set())
        return kind == "jsonb" or kind.removesuffix("[]").removeprefix("_") in allowed
    if isinstance(plain, type) and issubclass(plain, str):
        plain = str
    if isinstance(plain, type) and issubclass(plain, int) and plain is not bool:
        plain = int
    return kind in _TYPES.get(plain, {"jsonb"})
