"""What a provider means, and what is due, is found by indexes, however many payments there are."""

import asyncio

import asyncpg
import pytest

from rowlock.db.checks import load_statements
from rowlock.db.statements import STATEMENTS
from tests.shop import Shop

load_statements()


@pytest.mark.parametrize(
    "key",
    [
        "payments/find_intent",
        "payments/find_refund",
        "payments/get_intent_of_order",
        "payments/list_expired_intents",
        "payments/claim_due_intents",
        "payments/claim_due_refunds",
        "payments/forget_client_secrets",
        "payments/delete_old_events",
    ],
)
def test_no_table_is_read_through(shop: Shop, key: str) -> None:
    """With reading through made dear, a plan that still does it has no index to use."""
    statement = STATEMENTS[key]

    async def plan() -> str:
        connection = await asyncpg.connect(shop.database_url)
        try:
            await connection.execute("SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan")
            await connection.execute(f"PREPARE asked AS {statement.text}")
            arguments = ", ".join("1" if name == "most" else "NULL" for name in statement.parameters)
            rows = await connection.fetch(f"EXPLAIN EXECUTE asked({arguments})")
            return "\n".join(row[0] for row in rows)
        finally:
            await connection.close()

    found = asyncio.run(plan())
    assert "Seq Scan" not in found, found
    lines = found.splitlines()
    scans = [number for number, line in enumerate(lines) if "Index Scan" in line or "Index Only Scan" in line]
    assert scans
    assert all("Index Cond" in lines[number + 1] for number in scans), found  # else the whole index is walked
