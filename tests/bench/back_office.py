"""The dashboard against what it would cost to add everything up."""

import time
from typing import Final

from tests.bench import client
from tests.bench.report import Row, compared, interleaved
from tests.bench.shops import MeasuredShop

# What the dashboard says, asked of the tables that it is about.
_BASE: Final = """
SELECT
    (SELECT count(*) FROM users),
    (SELECT count(*) FROM orders WHERE status <> 'cancelled'),
    (SELECT sum(total - refunded_total) FROM orders WHERE status <> 'cancelled'),
    (SELECT count(*) FROM products WHERE status = 'active'),
    (SELECT count(*) FROM orders WHERE placed_at >= date_trunc('day', now())),
    (SELECT count(DISTINCT user_id) FROM orders WHERE placed_at >= now() - interval '30 days'),
    (SELECT count(*) FROM orders WHERE status IN ('pending', 'confirmed', 'processing')),
    (SELECT count(*) FROM inventory WHERE on_hand <= low_stock_threshold),
    (SELECT jsonb_agg(t) FROM (
        SELECT order_items.product_id, sum(order_items.quantity) AS units
        FROM order_items JOIN orders ON orders.id = order_items.order_id
        WHERE orders.status <> 'cancelled'
        GROUP BY 1 ORDER BY 2 DESC LIMIT 10
    ) AS t)
"""


def dashboard(shop: MeasuredShop, rounds: int) -> Row:
    shop.http.post("/admin/analytics/refresh", headers=shop.admin).raise_for_status()
    request = client.get("/api/v1/admin/dashboard/stats", **shop.admin)

    def base() -> float:
        begun = time.perf_counter()
        shop.sql(_BASE)
        return (time.perf_counter() - begun) * 1000

    figures = interleaved(rounds, base, lambda: shop.load([request] * 20, 0, 1).p50)
    orders = shop.sql("SELECT count(*) FROM orders")[0]["count"]
    row = compared(f"dashboard at {orders:,} orders | aggregate over tables", figures[1], figures[0], "ms", ">= 200 x")
    row.ratio = f"{sorted(b / a for b, a in zip(*figures, strict=True))[len(figures[0]) // 2]:,.0f} x"
    return row
