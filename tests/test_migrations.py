"""Bringing a database up to the schema, alone and together, and refusing what does not fit."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from rowlock.db import migrate
from rowlock.embedded.servers import Endpoints
from tests.shop import database_url


@asynccontextmanager
async def empty_database(endpoints: Endpoints) -> AsyncIterator[tuple[str, str]]:
    """A database without a schema: the owner's URL and the program's."""
    name = "migrations_" + secrets.token_hex(4)
    connection = await asyncpg.connect(endpoints.superuser_url)
    await connection.execute(f"CREATE DATABASE {name} OWNER rowlock_owner")
    try:
        yield database_url(endpoints.owner_url, name), database_url(endpoints.database_url, name)
    finally:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await connection.close()


def test_four_processes_that_migrate_at_once_apply_each_migration_once(endpoints: Endpoints) -> None:
    async def run() -> tuple[list[list[str]], list[migrate.State]]:
        async with empty_database(endpoints) as (owner, program):
            applied = await asyncio.gather(*(migrate.migrate(owner, program) for _ in range(4)))
            return applied, await migrate.status(owner)

    applied, states = asyncio.run(run())
    names = [m.name for m in migrate.read_migrations()]
    assert sorted(applied, key=len) == [[], [], [], names]
    assert all(state.is_applied for state in states)


def test_a_changed_migration_is_refused(endpoints: Endpoints) -> None:
    async def run() -> None:
        async with empty_database(endpoints) as (owner, program):
            await migrate.migrate(owner, program)
            connection = await asyncpg.connect(owner)
            await connection.execute("UPDATE schema_migrations SET checksum = 'another' WHERE version = 1")
            await connection.close()
            await migrate.migrate(owner, program)

    with pytest.raises(migrate.MigrationError, match=r"0001_foundation\.sql was changed"):
        asyncio.run(run())


def test_a_database_of_a_newer_program_is_refused(endpoints: Endpoints) -> None:
    async def run() -> None:
        async with empty_database(endpoints) as (owner, program):
            await migrate.migrate(owner, program)
            connection = await asyncpg.connect(owner)
            await connection.execute("INSERT INTO schema_migrations VALUES (9999, '9999_later.sql', '')")
            await connection.close()
            await migrate.migrate(owner, program)

    with pytest.raises(migrate.MigrationError, match="it is newer"):
        asyncio.run(run())


def test_a_gap_between_migrations_is_refused(tmp_path: Path) -> None:
    for name in ("0001_first.sql", "0003_third.sql"):
        (tmp_path / name).write_text("SELECT 1")
    with pytest.raises(migrate.MigrationError, match="without a gap"):
        migrate.read_migrations(tmp_path)


def test_the_program_owns_nothing_and_cannot_rewrite_the_past(endpoints: Endpoints) -> None:
    async def run() -> list[str]:
        refused = []
        async with empty_database(endpoints) as (owner, program):
            await migrate.migrate(owner, program)
            connection = await asyncpg.connect(program)
            for statement in (
                "DELETE FROM audit_log",
                "UPDATE stock_movements SET delta = 1",
                "DELETE FROM order_events",
                "DROP TABLE orders",
                "UPDATE schema_migrations SET checksum = ''",
                "CREATE TABLE mine (id int)",
            ):
                try:
                    await connection.execute(statement)
                except asyncpg.InsufficientPrivilegeError:
                    refused.append(statement)
            await connection.close()
        return refused

    assert len(asyncio.run(run())) == 6
