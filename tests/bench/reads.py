"""The catalogue read, against bare servers."""

import tempfile
from pathlib import Path
from typing import Final

from tests.bench import client, yardsticks
from tests.bench.report import Row, compared, interleaved
from tests.bench.shops import MeasuredShop, capacity

_CONNECTIONS: Final = 32


def against_bare_servers(shop: MeasuredShop, seconds: float, rounds: int) -> list[Row]:
    """One product asked for again and again, and many products asked for once each."""
    ids = [str(row["id"]) for row in shop.sql("SELECT id FROM products WHERE status = 'active' ORDER BY id LIMIT 5000")]
    body = shop.http.get(f"/products/{ids[0]}").raise_for_status().content
    shop.sql("CREATE TABLE IF NOT EXISTS bench_rows (id uuid PRIMARY KEY, body bytea NOT NULL)")
    shop.sql(
        "INSERT INTO bench_rows SELECT id, $1 FROM products WHERE status = 'active' ORDER BY id LIMIT 5000"
        " ON CONFLICT DO NOTHING",
        body,
    )
    hot = [client.get(f"/api/v1/products/{ids[0]}")]
    many = [client.get(f"/api/v1/products/{product_id}") for product_id in ids]
    rows = [client.get(f"/rows/{product_id}") for product_id in ids]
    with tempfile.NamedTemporaryFile(prefix="rowlock-bench-") as file:
        Path(file.name).write_bytes(body)
        with (
            yardsticks.running("raw", file.name) as (raw_port, raw_pid),
            yardsticks.running("litestar", shop.endpoints.owner_url) as (bare_port, bare_pid),
        ):

            def ours(requests: list[bytes]) -> float:
                return capacity(shop.api_pids, lambda: shop.load(requests, seconds, _CONNECTIONS))

            def theirs(port: int, pid: int, requests: list[bytes]) -> float:
                load = client.Load(
                    host="127.0.0.1", port=port, connections=_CONNECTIONS, seconds=seconds, requests=requests
                )
                return capacity([pid], lambda: client.measure(load))

            figures = interleaved(
                rounds,
                lambda: ours(hot),
                lambda: theirs(raw_port, raw_pid, [client.get("/")]),
                lambda: ours(many),
                lambda: theirs(bare_port, bare_pid, rows),
            )
    return [
        compared("hot product, 1 process | raw ASGI function", figures[0], figures[1], "per cpu s", ">= 0.80"),
        compared("any of 5,000 products | bare Litestar, one row", figures[2], figures[3], "per cpu s", ">= 0.80"),
    ]
