"""How commands run: whole or not at all, again where the world got in between, and never waiting for ever."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import asyncpg
import msgspec
import pytest

from rowlock import errors
from rowlock.catalogue.errors import DuplicateCategorySlug
from rowlock.db.connections import Writer
from rowlock.db.database import Database, RepeatTransaction, announce
from tests.shop import Shop, unique

T = TypeVar("T")


def with_database(shop: Shop, work: Callable[[Database], Awaitable[T]], pool_size: int = 4) -> T:
    async def run() -> T:
        database = await Database.open(msgspec.structs.replace(shop.settings, database_pool_size=pool_size))
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


async def insert_vendor(db: Writer, name: str) -> None:
    await db.execute("INSERT INTO vendors (name, name_key) VALUES ($1, $1)", name)


def vendors(shop: Shop, *names: str) -> int:
    rows = shop.sql("SELECT count(*) AS n FROM vendors WHERE name = ANY($1::text[])", list(names))
    found: int = rows[0]["n"]
    return found


def test_a_command_that_fails_leaves_nothing_and_announces_nothing(shop: Shop) -> None:
    name = unique("vendor")
    heard: list[set[str]] = []

    async def half(db: Writer, _: Any) -> None:
        await insert_vendor(db, name)
        announce("catalogue")
        raise errors.Conflict

    async def work(database: Database) -> None:
        database.on_commit = heard.append
        with pytest.raises(errors.Conflict):
            await database.run(half, None)

    with_database(shop, work)
    assert (vendors(shop, name), heard) == (0, [])


def test_what_is_announced_is_heard_after_the_commit(shop: Shop) -> None:
    name = unique("vendor")
    heard: list[set[str]] = []

    async def whole(db: Writer, _: Any) -> None:
        await insert_vendor(db, name)
        announce("catalogue:1")
        announce("outbox")

    async def work(database: Database) -> None:
        database.on_commit = heard.append
        await database.run(whole, None)

    with_database(shop, work)
    assert (vendors(shop, name), heard) == (1, [{"catalogue:1", "outbox"}])


def test_two_commands_that_deadlock_both_succeed(shop: Shop) -> None:
    first, second = unique("vendor"), unique("vendor")
    tries = []

    async def crossed(db: Writer, order: tuple[str, str]) -> None:
        tries.append(order)
        for name in order:
            await db.execute("UPDATE vendors SET name = name WHERE name_key = $1", name)
            # So that each holds its first row before it asks for its second.
            await asyncio.sleep(0.3)

    async def work(database: Database) -> None:
        for name in (first, second):
            await database.run(insert_vendor, name)
        await asyncio.gather(database.run(crossed, (first, second)), database.run(crossed, (second, first)))

    with_database(shop, work)
    assert len(tries) > 2, "they were to meet"


def test_a_command_is_repeated_a_bounded_number_of_times(shop: Shop) -> None:
    tries = []

    async def never(_db: Writer, _: Any) -> None:
        tries.append(1)
        raise RepeatTransaction

    async def work(database: Database) -> None:
        with pytest.raises(errors.Unavailable):
            await database.run(never, None)

    with_database(shop, work)
    assert len(tries) == 5


def test_a_violated_constraint_is_the_error_that_names_it(shop: Shop) -> None:
    async def twice(db: Writer, _: Any) -> None:
        for _number in range(2):
            await db.execute("INSERT INTO categories (slug, name) VALUES ('the-same', 'x')")

    async def work(database: Database) -> None:
        with pytest.raises(DuplicateCategorySlug):
            await database.run(twice, None)

    with_database(shop, work)


def test_the_read_pool_cannot_write(shop: Shop) -> None:
    async def work(database: Database) -> None:
        async with database.reader() as db:
            with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
                await db.execute("DELETE FROM carts")

    with_database(shop, work)


def test_who_gets_no_connection_in_time_is_told_to_come_back(shop: Shop) -> None:
    async def work(database: Database) -> float:
        async with database.primary(), database.primary():
            started = asyncio.get_running_loop().time()
            with pytest.raises(errors.Unavailable) as refused:
                await database.ping()
            assert refused.value.headers["Retry-After"] == "1"
            return asyncio.get_running_loop().time() - started

    assert with_database(shop, work, pool_size=2) < 5
