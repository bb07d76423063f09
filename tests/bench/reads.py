"""The catalogue read, against bare servers."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

from tests.bench import client, processes, yardsticks
from tests.bench.report import Row, compared, interleaved
from tests.bench.shops import NO_BOUND, MeasuredShop, Served, capacity, served

_CONNECTIONS: Final = 32
_AT_A_TIME: Final = 20_000


def against_raw_answers(shop: MeasuredShop, seconds: float, rounds: int) -> list[Row]:
    """What everybody asks for, from memory: one process with all protections on, against bare functions that answer the
    same bytes."""
    product, page = _product_path(shop), "/api/v1/products?limit=20&sort=price"
    bodies = [
        shop.http.get(f"http://{shop.host}:{shop.port}{path}").raise_for_status().content for path in (product, page)
    ]
    with (
        served(shop, ROWLOCK_RATE_LIMIT=NO_BOUND, ROWLOCK_LOG_LEVEL="info") as ours,
        _raw(bodies[0]) as raw_product,
        _raw(bodies[1]) as raw_page,
    ):
        tag = httpx.get(f"http://127.0.0.1:{ours.port}{product}", headers={"accept-encoding": "identity"}).headers[
            "etag"
        ]

        def answers(of: Served, path: str, status: str = "200", **headers: str) -> float:
            load = client.Load(
                host="127.0.0.1",
                port=of.port,
                connections=_CONNECTIONS,
                seconds=seconds,
                requests=[client.get(path, **headers)],
            )
            return capacity([of.pid], lambda: _only(status, client.measure(load)))

        figures = interleaved(
            rounds,
            lambda: answers(ours, product),
            lambda: answers(raw_product, "/"),
            lambda: answers(ours, page),
            lambda: answers(raw_page, "/"),
            lambda: answers(ours, product, "304", if_none_match=tag),
            lambda: answers(ours, page, accept_encoding="br"),
        )
    return [
        compared("hot product, 1 process | raw ASGI function", figures[0], figures[1], "per cpu s", ">= 0.80"),
        compared("hot list page, 1 process | raw ASGI function", figures[2], figures[3], "per cpu s", ">= 0.80"),
        compared("304 of a hot product | 200", figures[4], figures[0], "per cpu s", ">= 1"),
        compared("hot list page in brotli | plain", figures[5], figures[2], "per cpu s", ">= 1: made once"),
    ]


def past_the_cache(shop: MeasuredShop, seconds: float, rounds: int) -> list[Row]:
    """Many products, each asked for anew by its handler, and the same with every answer a miss of the cache."""
    ids = [str(row["id"]) for row in shop.sql("SELECT id FROM products WHERE status = 'active' ORDER BY id LIMIT 5000")]
    body = shop.http.get(f"/products/{ids[0]}").raise_for_status().content
    shop.sql("CREATE TABLE IF NOT EXISTS bench_rows (id uuid PRIMARY KEY, body bytea NOT NULL)")
    shop.sql(
        "INSERT INTO bench_rows SELECT id, $1 FROM products WHERE status = 'active' ORDER BY id LIMIT 5000"
        " ON CONFLICT DO NOTHING",
        body,
    )
    many = [client.get(f"/api/v1/products/{product_id}") for product_id in ids]
    rows = [client.get(f"/rows/{product_id}") for product_id in ids]
    with (
        served(shop, ROWLOCK_RATE_LIMIT=NO_BOUND, ROWLOCK_EDGE_CACHE_MB="0") as ours,
        yardsticks.running("litestar", shop.endpoints.owner_url) as (bare_port, bare_pid),
    ):

        def answers(port: int, pid: int, requests: list[bytes]) -> float:
            load = client.Load(
                host="127.0.0.1", port=port, connections=_CONNECTIONS, seconds=seconds, requests=requests
            )
            return capacity([pid], lambda: _only("200", client.measure(load)))

        figures = interleaved(
            rounds, lambda: answers(ours.port, ours.pid, many), lambda: answers(bare_port, bare_pid, rows)
        )
    what = "any of 5,000 products, cache off | bare Litestar, one row"
    return [compared(what, figures[0], figures[1], "per cpu s", ">= 0.80")]


def memory(shop: MeasuredShop, number: int) -> Row:
    """What the api process holds after so many questions that differ from each other."""
    with served(shop, ROWLOCK_RATE_LIMIT=NO_BOUND) as ours:
        at_first = processes.resident_mib(ours.pid)
        for start in range(0, number, _AT_A_TIME):
            asked = range(start, min(start + _AT_A_TIME, number))
            requests = [client.get(f"/api/v1/products?limit=1&min_price={n}", accept_encoding="br") for n in asked]
            load = client.Load(host="127.0.0.1", port=ours.port, connections=8, seconds=0, requests=requests)
            _only("200", client.measure(load))
        held = processes.resident_mib(ours.pid)
    return Row(
        what=f"memory after {number:,} distinct requests | before",
        ours=f"{held:.0f} MiB",
        yardstick=f"{at_first:.0f} MiB",
        ratio=f"{held / at_first:.1f}",
        bar="<= 300 MiB",
    )


def _product_path(shop: MeasuredShop) -> str:
    (row,) = shop.sql("SELECT id FROM products WHERE status = 'active' ORDER BY id LIMIT 1")
    return f"/api/v1/products/{row['id']}"


def _only(status: str, found: client.Result) -> client.Result:
    if list(found.statuses) != [status]:
        raise client.NotMeasured(f"unexpected answers: {found.statuses}, {found.refusal!r}")
    return found


@contextmanager
def _raw(body: bytes) -> Iterator[Served]:
    with tempfile.NamedTemporaryFile(prefix="rowlock-bench-") as file:
        Path(file.name).write_bytes(body)
        with yardsticks.running("raw", file.name) as (port, pid):
            yield Served(port, pid)
