"""What sold best, in catalogues that are larger than what is read of each sum: the answer is that of summing up all."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.conftest import ShopOpener
from tests.shop import Shop

PRODUCTS = 400

# How many pieces a product sold on a day, by its rank in the catalogue: few sell most of all, each week others lead so
# that no head of a sum names the best of all, and all sell the same.
STEEP = "(2000 / (1 + (number + 7 * (day - DATE '2025-01-01')) % 400))"
CHANGING = "(1 + (number * (1 + (day - DATE '2025-01-01') / 7)) % 397)"
EVEN = "1"

RANGES: list[dict[str, str]] = [
    {},
    {"from": "2025-02-11", "to": "2025-02-11"},
    {"from": "2025-01-30", "to": "2025-03-02"},
    {"from": "2025-01-01", "to": "2025-12-31"},
    {"to": "2025-03-31"},
]


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    """A shop of many products; the worker is away, so that the sums stay as a test writes them."""
    with opener(worker=False) as opened:
        made = opened.cli("demo", f"--products={PRODUCTS}", "--orders=0")
        assert made.returncode == 0, made.stderr
        yield opened


def sell(shop: Shop, pieces: str) -> None:
    """Writes ninety days of sales and all sums over them; the dearest products are not those that sell most."""
    shop.execute("DELETE FROM product_sales")
    shop.execute(
        f"""
        WITH numbered AS (
            SELECT id, row_number() OVER (ORDER BY md5(id::text)) AS number FROM products
        ), sold AS (
            SELECT day::date AS day, id, {pieces} AS units, {pieces} * (1 + number * 31 % 17) * 100 AS revenue
            FROM (SELECT generate_series(DATE '2025-01-01', DATE '2025-03-31', '1 day')::date AS day) AS days, numbered
        )
        INSERT INTO product_sales (grain, start, product_id, orders, units, revenue)
        SELECT span.grain, span.start, id, count(*), sum(units), sum(revenue)
        FROM sold CROSS JOIN spans_of(day) AS span
        GROUP BY span.grain, span.start, id
        """
    )


def summed(shop: Shop, by: str, most: int, first: str, last: str) -> list[dict[str, Any]]:
    return shop.sql(
        f"""
        SELECT product_id::text, sum(orders)::int AS orders, sum(units)::int AS units, sum(revenue)::bigint AS revenue
        FROM product_sales
        WHERE grain = 'day' AND start BETWEEN $1::text::date AND $2::text::date AND units > 0
        GROUP BY product_id
        ORDER BY sum({by}) DESC, product_id
        LIMIT $3
        """,
        first,
        last,
        most,
    )


@pytest.mark.parametrize("pieces", [STEEP, CHANGING, EVEN], ids=["steep", "changing", "even"])
def test_the_best_sellers_are_those_of_all_sales_summed_up(shop: Shop, pieces: str) -> None:
    sell(shop, pieces)
    admin: httpx.Client = shop.admin()
    for asked in RANGES:
        for by in ("units", "revenue"):
            for most in (1, 3, 60):
                answer = admin.get("/admin/analytics/products/top", params={"by": by, "limit": most, **asked})
                shown = [
                    {name: item[name] for name in ("product_id", "orders", "units", "revenue")}
                    for item in answer.raise_for_status().json()["items"]
                ]
                first, last = asked.get("from", "2025-01-01"), asked.get("to", "2025-12-31")
                assert shown == summed(shop, by, most, first, last), (asked, by, most)
                assert len(shown) == most
