"""Every SQL file on a migrated database: it prepares, and gives what its function promises."""

import asyncio

import asyncpg
import pytest

from rowlock.db.checks import check_statement, load_statements, orphans
from rowlock.db.statements import STATEMENTS, rewrite
from rowlock.embedded.servers import Endpoints
from tests.shop import TEMPLATE, database_url

load_statements()


def test_every_sql_file_has_its_function() -> None:
    assert orphans() == []


@pytest.mark.parametrize("key", sorted(STATEMENTS))
def test_the_statement_agrees_with_its_function(key: str, endpoints: Endpoints) -> None:
    async def check() -> list[str]:
        connection = await asyncpg.connect(database_url(endpoints.superuser_url, TEMPLATE))
        try:
            return await check_statement(connection, STATEMENTS[key])
        finally:
            await connection.close()

    assert asyncio.run(check()) == []


@pytest.mark.parametrize(
    ("text", "expected", "names"),
    [
        ("SELECT :a, :b, :a", "SELECT $1, $2, $1", ("a", "b")),
        ("SELECT :a::uuid[], b::text", "SELECT $1::uuid[], b::text", ("a",)),
        ("SELECT ':a', \"x:b\" -- :c\n, :d", "SELECT ':a', \"x:b\" -- :c\n, $1", ("d",)),
        ("SELECT $$ :a $$, $x$ :b $x$, :c /* :d */", "SELECT $$ :a $$, $x$ :b $x$, $1 /* :d */", ("c",)),
        ("SELECT 'it''s :a', :b", "SELECT 'it''s :a', $1", ("b",)),
    ],
)
def test_parameters_are_numbered_and_nothing_else_is_touched(text: str, expected: str, names: tuple[str, ...]) -> None:
    assert rewrite(text) == (expected, names)
