"""Applies `migrations/*.sql` in order, once each, however many processes start at the same time."""

import hashlib
import re
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import asyncpg
import msgspec

from rowlock.db.statements import SOURCE

ROOT: Final = SOURCE / "migrations" if (SOURCE / "migrations").is_dir() else SOURCE.parents[1] / "migrations"
_NAME: Final = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_LOCK: Final = 0x524F574C4F434B  # "ROWLOCK": one advisory lock for all who migrate this database


class MigrationError(Exception):
    """The database and the migrations of this program do not fit together; the text says how."""


class Migration(msgspec.Struct, frozen=True):
    version: int
    name: str
    text: str

    @property
    def checksum(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


class State(msgspec.Struct, frozen=True):
    """One migration and whether the database has it."""

    name: str
    is_applied: bool


def read_migrations(root: Path = ROOT) -> list[Migration]:
    """The migrations of this program in their order; a gap or a strange name is refused."""
    found = []
    for path in sorted(root.glob("*.sql")):
        match = _NAME.fullmatch(path.name)
        if match is None:
            raise MigrationError(f"{path.name} is not named like 0001_accounts.sql")
        found.append(Migration(int(match[1]), path.name, path.read_text()))
    if [m.version for m in found] != list(range(1, len(found) + 1)):
        raise MigrationError("the migrations are not numbered 0001, 0002, … without a gap")
    return found


async def migrate(
    owner_url: str,
    program_url: str,
    *,
    currency: str = "USD",
    time_zone: str = "UTC",
    prices_include_tax: bool = False,
) -> list[str]:
    """Brings the database to this program's schema and returns the names applied; waits for others who do the same.

    The role of `program_url` gets the rights it needs and no more, where it is another than the owner. What the store's
    statements and read models depend on of its settings is written down, so that all of them agree.
    """
    connection = await asyncpg.connect(owner_url, timeout=10)
    try:
        await connection.execute("SET lock_timeout = '30s'; SET statement_timeout = 0; SET timezone = 'UTC'")
        await connection.fetchval("SELECT pg_advisory_lock($1)", _LOCK)
        applied = await _apply(connection, read_migrations())
        program = unquote(urlsplit(program_url).username or "")
        await connection.execute("SELECT grant_program_rights($1)", program)
        await connection.execute("SELECT set_store($1, $2, $3)", currency, time_zone, prices_include_tax)
        return applied
    except asyncpg.PostgresError as error:
        raise MigrationError(str(error)) from error
    finally:
        await connection.close()


async def _apply(connection: "asyncpg.Connection[asyncpg.Record]", migrations: list[Migration]) -> list[str]:
    await connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_migrations"
        " (version int PRIMARY KEY, name text NOT NULL, checksum text NOT NULL,"
        " applied_at timestamptz NOT NULL DEFAULT now())"
    )
    done = {
        row["version"]: row for row in await connection.fetch("SELECT version, name, checksum FROM schema_migrations")
    }
    if unknown := sorted(set(done) - {m.version for m in migrations}):
        raise MigrationError(
            f"the database has migration {unknown[-1]:04}, which this program does not know: it is newer"
        )
    applied = []
    for migration in migrations:
        if (row := done.get(migration.version)) is not None:
            if row["checksum"] != migration.checksum:
                raise MigrationError(f"{migration.name} was changed after it had been applied")
            continue
        async with connection.transaction():
            await connection.execute(migration.text)
            await connection.execute(
                "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)",
                migration.version,
                migration.name,
                migration.checksum,
            )
        applied.append(migration.name)
    return applied


async def status(url: str) -> list[State]:
    """Every migration of this program and whether the database has it."""
    connection = await asyncpg.connect(url, timeout=10)
    try:
        exists = await connection.fetchval("SELECT to_regclass('schema_migrations') IS NOT NULL")
        rows = await connection.fetch("SELECT version FROM schema_migrations") if exists else []
    finally:
        await connection.close()
    versions = {row["version"] for row in rows}
    return [State(m.name, m.version in versions) for m in read_migrations()]
