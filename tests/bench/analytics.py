"""Figures against what it would cost to add them up from the orders, and orders while figures are renewed."""

import asyncio
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

import asyncpg
import httpx

from tests.bench import client, orders
from tests.bench.report import Row, interleaved
from tests.bench.shops import MeasuredShop

_ASKED: Final = 100
_PLACED: Final = 400
_CLIENTS: Final = 2
_RANGE: Final = "from=2026-01-01&to=2026-10-31"

_SOLD: Final = "orders.status <> 'cancelled'"
_LINES: Final = f"orders JOIN order_items AS line ON line.order_id = orders.id WHERE {_SOLD}"
_DAY: Final = "(orders.placed_at AT TIME ZONE (SELECT time_zone FROM store))::date"
# What is asked of the api, and the same of the tables.
_FIGURES: Final = {
    "dashboard/stats": f"""
        SELECT count(*), sum(orders.total - orders.refunded_total),
            (SELECT jsonb_agg(t) FROM (
                SELECT line.product_id, sum(line.quantity) FROM {_LINES}
                AND orders.placed_at > now() - interval '30 days' GROUP BY 1 ORDER BY 2 DESC LIMIT 10
            ) AS t)
        FROM orders WHERE {_SOLD}""",
    "analytics/sales?period=monthly&compare=previous": f"""
        SELECT date_trunc('month', {_DAY}), count(*), sum(orders.total), sum(orders.subtotal), sum(pieces.units)
        FROM orders
        JOIN (SELECT order_id, sum(quantity) AS units FROM order_items GROUP BY 1) AS pieces
            ON pieces.order_id = orders.id
        WHERE {_SOLD} GROUP BY 1""",
    "analytics/products/top?by=revenue": f"""
        SELECT line.product_id, count(DISTINCT orders.id), sum(line.quantity), sum(line.line_total)
        FROM {_LINES} GROUP BY 1 ORDER BY 4 DESC LIMIT 10""",
    f"analytics/products/top?by=units&{_RANGE}": f"""
        SELECT line.product_id, count(DISTINCT orders.id), sum(line.quantity), sum(line.line_total)
        FROM {_LINES} AND {_DAY} BETWEEN '2026-01-01' AND '2026-10-31' GROUP BY 1 ORDER BY 3 DESC LIMIT 10""",
    "analytics/categories/top": f"""
        SELECT products.category_id, sum(line.quantity), sum(line.line_total)
        FROM products JOIN order_items AS line ON line.product_id = products.id JOIN orders ON orders.id = line.order_id
        WHERE {_SOLD} GROUP BY 1 ORDER BY 3 DESC LIMIT 10""",
    f"analytics/regions?{_RANGE}": f"""
        SELECT shipping_address ->> 'country', shipping_address ->> 'region', count(*), sum(total), sum(refunded_total)
        FROM orders WHERE {_SOLD} AND {_DAY} BETWEEN '2026-01-01' AND '2026-10-31' GROUP BY 1, 2 ORDER BY 4 DESC""",
    "analytics/users": f"""
        WITH months AS (
            SELECT user_id, date_trunc('month', {_DAY}) AS month, count(*) AS orders FROM orders
            WHERE {_SOLD} AND user_id IS NOT NULL GROUP BY 1, 2
        ), cohorts AS (SELECT *, min(month) OVER (PARTITION BY user_id) AS cohort FROM months)
        SELECT cohort, month, count(*), sum(orders) FROM cohorts GROUP BY 1, 2""",
    "analytics/inventory": f"""
        SELECT sum(on_hand * price), sum(sold.units) FROM inventory
        JOIN variants ON variants.id = inventory.variant_id
        LEFT JOIN (
            SELECT line.variant_id, sum(line.quantity) AS units
            FROM {_LINES} AND orders.placed_at > now() - interval '90 days' GROUP BY 1
        ) AS sold ON sold.variant_id = variants.id""",
}


def against_the_tables(shop: MeasuredShop, rounds: int) -> list[Row]:
    """Each question over HTTP, by one client, and the sum from the tables that it stands for."""
    shop.http.post("/admin/analytics/refresh", headers=shop.admin, timeout=600)
    return [_figure(shop, rounds, path, query) for path, query in _FIGURES.items()]


def _figure(shop: MeasuredShop, rounds: int, path: str, query: str) -> Row:
    request = client.get(f"/api/v1/admin/{path}", **shop.admin)
    slowest: list[float] = []

    def ours() -> float:
        found = shop.load([request] * _ASKED, 0, 1)
        slowest.append(found.p99)
        return found.p50

    def base() -> float:
        begun = time.perf_counter()
        shop.sql(query)
        return (time.perf_counter() - begun) * 1000

    figures = interleaved(rounds, ours, base)
    faster = statistics.median(b / a for a, b in zip(*figures, strict=True))
    return Row(
        what=f"{path} | aggregate over tables",
        ours=f"{statistics.median(figures[0]):.2f} ms, p99 {statistics.median(slowest):.1f}",
        yardstick=f"{statistics.median(figures[1]):,.0f} ms",
        ratio=f"{faster:,.0f} x",
        bar=">= 200 x, p99 < 25 ms",
    )


def placement(shop: MeasuredShop, rounds: int) -> Row:
    """The p99 of an order while figures are renewed one refresh after the other, and while no refresh may begin."""
    variants = orders.stock_up(shop)
    refreshes: list[float] = []

    def during() -> float:
        over = threading.Event()
        renewing = threading.Thread(target=_renew, args=(shop, over, refreshes))
        renewing.start()
        try:
            return _p99(shop, variants)
        finally:
            over.set()
            renewing.join()

    def without() -> float:
        with _no_refresh(shop):
            return _p99(shop, variants)

    figures = interleaved(rounds, during, without)
    ratio = statistics.median(a / b for a, b in zip(*figures, strict=True))
    return Row(
        what=f"p99 of an order during a refresh ({len(refreshes)} of {statistics.median(refreshes):.2f} s) | without",
        ours=f"{statistics.median(figures[0]):.1f} ms",
        yardstick=f"{statistics.median(figures[1]):.1f} ms",
        ratio=f"{ratio:.2f}",
        bar="<= 1.3",
    )


def _p99(shop: MeasuredShop, variants: list[UUID]) -> float:
    requests = orders.order_requests(orders.make_carts(shop, _PLACED, variants, 3))
    return shop.load(requests, 0, _CLIENTS).p99


def _renew(shop: MeasuredShop, over: threading.Event, refreshes: list[float]) -> None:
    with httpx.Client(base_url=shop.http.base_url, headers=shop.admin, timeout=60) as admin:
        while not over.is_set():
            begun = time.perf_counter()
            admin.post("/admin/analytics/refresh")
            refreshes.append(time.perf_counter() - begun)


@contextmanager
def _no_refresh(shop: MeasuredShop) -> Iterator[None]:
    """Whoever wants to refresh waits for its turn."""
    held, over = threading.Event(), threading.Event()

    async def hold() -> None:
        connection = await asyncpg.connect(shop.endpoints.owner_url)
        async with connection.transaction():
            await connection.execute("LOCK TABLE read_models IN SHARE ROW EXCLUSIVE MODE")
            held.set()
            while not over.is_set():
                await asyncio.sleep(0.05)
        await connection.close()

    holder = threading.Thread(target=lambda: asyncio.run(hold()))
    holder.start()
    held.wait(60)
    try:
        yield
    finally:
        over.set()
        holder.join()
