"""The dashboard against what it would cost to add everything up, and an export against psql."""

import subprocess
import threading
import time
from pathlib import Path
from typing import Final

from rowlock.embedded import servers
from tests.bench import client, processes
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
_POLL_SECONDS: Final = 0.05


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


def export(shop: MeasuredShop, folder: Path, rounds: int) -> list[Row]:
    """The whole way of an order export, from the request to the file, and the worker's memory meanwhile."""
    peak = _Peak(shop.worker_pid)
    with peak:
        figures = interleaved(rounds, lambda: _exported(shop), lambda: _copied(shop, folder))
    count = shop.sql("SELECT count(*) FROM orders")[0]["count"]
    return [
        compared(f"export of {count:,} orders, CSV | psql \\copy", figures[0], figures[1], "s", "<= 2"),
        Row(what="worker during the export", ours=f"{peak.mib:.0f} MiB", yardstick="-", ratio="-", bar="< 300 MiB"),
    ]


def _exported(shop: MeasuredShop) -> float:
    begun = time.perf_counter()
    answer = shop.http.post("/admin/export/orders", json={"format": "csv"}, headers=shop.admin)
    export_id = answer.raise_for_status().json()["id"]
    while (state := shop.get(f"/admin/exports/{export_id}"))["status"] in ("queued", "running"):
        time.sleep(_POLL_SECONDS)
    if state["status"] != "done":
        raise client.NotMeasured(f"the export ended as {state}")
    return time.perf_counter() - begun


def _copied(shop: MeasuredShop, folder: Path) -> float:
    """One row an order, with all its columns, as the export has."""
    psql = servers.binaries().psql
    copy = (
        f"\\copy (SELECT * FROM orders ORDER BY placed_at, id) TO '{folder / 'orders.csv'}' WITH (FORMAT csv, HEADER)"
    )
    begun = time.perf_counter()
    subprocess.run([str(psql), shop.endpoints.owner_url, "-qc", copy], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


class _Peak:
    """Watches the memory of a process while something runs."""

    def __init__(self, pid: int) -> None:
        self.mib = 0.0
        self._pid = pid
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> None:
        self._watcher.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._over.wait(_POLL_SECONDS):
            self.mib = max(self.mib, processes.resident_mib(self._pid))
