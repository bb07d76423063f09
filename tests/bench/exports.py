"""Exports, the whole way from the request to the file, against what psql and xlsxwriter need for the same rows."""

import re
import subprocess
import threading
import time
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook

from rowlock.db.statements import STATEMENTS
from rowlock.embedded import servers
from rowlock.transfers.sql import tables  # noqa: F401  # binds the statements that are looked up below
from tests.bench import client, processes
from tests.bench.report import Row, compared, interleaved
from tests.bench.shops import MeasuredShop

_POLL_SECONDS: Final = 0.05
_XLSX_ROWS: Final = 200_000


def csv_against_psql(shop: MeasuredShop, folder: Path, rounds: int) -> list[Row]:
    """Once the query of the export itself, once what anybody would type."""
    count = shop.sql("SELECT count(*) FROM orders")[0]["count"]
    same, plain = _query("copy_orders"), "SELECT * FROM orders ORDER BY placed_at, id"
    figures = interleaved(
        rounds,
        lambda: _exported(shop, "csv")[0],
        lambda: _copied(shop, folder, same),
        lambda: _copied(shop, folder, plain),
    )
    return [
        compared(f"CSV of {count:,} orders | psql \\copy of its query", figures[0], figures[1], "s", "<= 2"),
        compared(f"CSV of {count:,} orders | psql \\copy of the table", figures[0], figures[2], "s", "<= 2"),
    ]


def memory(shop: MeasuredShop) -> list[Row]:
    """The most that the worker has had by the end of each format, one after the other in one process."""
    rows = []
    for format in ("csv", "parquet", "xlsx"):
        with _Peak(shop.worker_pid) as peak:
            seconds, export = _exported(shop, format)
        rows.append(
            Row(
                what=f"worker, {format} of {export['rows']:,} orders in {seconds:,.1f} s",
                ours=f"{peak.mib:.0f} MiB",
                yardstick="-",
                ratio="-",
                bar="< 300 MiB",
            )
        )
    return rows


def xlsx_against_xlsxwriter(shop: MeasuredShop, folder: Path, rounds: int) -> Row:
    """The other has its rows in memory, and writes them as its documentation shows."""
    last = shop.sql("SELECT placed_at FROM orders ORDER BY placed_at LIMIT 1 OFFSET $1", _XLSX_ROWS)
    filters = {"to": str(last[0]["placed_at"].date())} if last else {}
    export = _exported(shop, "xlsx", **filters)[1]
    rows = [tuple(row.values()) for row in shop.sql(f"{_query('stream_orders')} LIMIT {export['rows']}")]
    figures = interleaved(
        rounds,
        lambda: _exported(shop, "xlsx", **filters)[0],
        lambda: _written(folder / "orders.xlsx", rows),
    )
    return compared(f"XLSX of {len(rows):,} orders | xlsxwriter alone", figures[0], figures[1], "s", "<= 1.3")


def _exported(shop: MeasuredShop, format: str, **filters: str) -> tuple[float, dict[str, Any]]:
    begun = time.perf_counter()
    answer = shop.http.post("/admin/export/orders", json={"format": format, **filters}, headers=shop.admin)
    export_id = answer.raise_for_status().json()["id"]
    while (state := shop.get(f"/admin/exports/{export_id}"))["status"] in ("queued", "running"):
        time.sleep(_POLL_SECONDS)
    if state["status"] != "done":
        raise client.NotMeasured(f"the export ended as {state}")
    return time.perf_counter() - begun, state


def _query(name: str) -> str:
    """A statement without any filter, on one line as psql wants it."""
    text = re.sub(r"--[^\n]*", "", STATEMENTS[f"transfers/{name}"].text)
    return " ".join(re.sub(r"\$[0-9]+", "NULL", text).split())


def _copied(shop: MeasuredShop, folder: Path, query: str) -> float:
    psql = servers.binaries().psql
    copy = f"\\copy ({query}) TO '{folder / 'orders.csv'}' WITH (FORMAT csv, HEADER)"
    begun = time.perf_counter()
    subprocess.run([str(psql), shop.endpoints.owner_url, "-qc", copy], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def _written(path: Path, rows: list[tuple[Any, ...]]) -> float:
    begun = time.perf_counter()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with Workbook(path, {**options, "default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
    return time.perf_counter() - begun


class _Peak:
    """Watches the memory of a process while something runs."""

    def __init__(self, pid: int) -> None:
        self.mib = 0.0
        self._pid = pid
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "_Peak":
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._over.wait(_POLL_SECONDS):
            self.mib = max(self.mib, processes.resident_mib(self._pid))
