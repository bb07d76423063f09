"""How often placing an order goes to the database and back."""

import asyncpg
import pytest

from rowlock.embedded.servers import Endpoints
from tests.conftest import ShopOpener
from tests.factories.catalogue import make_product
from tests.factories.orders import fill_cart, place_order
from tests.factories.pricing import apply_coupon, make_coupon
from tests.shop import database_url

_COUNT = """
SELECT coalesce(sum(calls), 0)::int AS n
FROM pg_stat_statements
JOIN pg_database ON pg_database.oid = pg_stat_statements.dbid
WHERE pg_database.datname = current_database() AND query NOT LIKE '%pg_stat_statements%'
"""


@pytest.mark.parametrize("lines", [1, 8])
def test_an_order_takes_eight_round_trips_whatever_its_number_of_lines(
    opener: ShopOpener, endpoints: Endpoints, lines: int
) -> None:
    with opener(worker=False, ROWLOCK_EDGE_CACHE_MB="0") as shop:
        admin, guest = shop.admin(), shop.guest()
        coupon = make_coupon(admin, usage_limit=5)
        for _ in range(lines):
            fill_cart(guest, make_product(admin, stock=9)["variants"][0]["id"])
        apply_coupon(guest, coupon["code"])
        url = database_url(endpoints.superuser_url, shop.database_url.rpartition("/")[2])
        before = shop.run(_calls(url))
        answer = place_order(guest, key="once")
        assert answer.status_code == 201, answer.text
        assert len(answer.json()["items"]) == lines
        assert 4 < shop.run(_calls(url)) - before <= 8


async def _calls(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        return int(await connection.fetchval(_COUNT))
    finally:
        await connection.close()
