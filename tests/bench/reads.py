"""The catalogue read: against bare servers, and against itself with ten times the products."""

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


def against_fewer_products(large: MeasuredShop, small: MeasuredShop, rounds: int) -> list[Row]:
    """One client, so that the figure is the latency of the work and not of a queue."""
    rows = []
    count_large, count_small = (shop.sql("SELECT count(*) FROM products")[0]["count"] for shop in (large, small))
    for name, paths in _questions(large, small).items():

        def latency(shop: MeasuredShop, asked: list[str]) -> float:
            return shop.load([client.get(f"/api/v1{path}") for path in asked], 0, 1).p50

        of_large, of_small = paths
        what = f"{name} at {count_large:,} | at {count_small:,} products"
        try:
            figures = interleaved(rounds, lambda: latency(large, of_large), lambda: latency(small, of_small))  # noqa: B023
        except client.NotMeasured as refused:
            rows.append(Row(what=what, ours="-", yardstick="-", ratio="-", bar=f"<= 2; {refused}"[:60]))
            continue
        rows.append(compared(what, figures[0], figures[1], "ms", "<= 2"))
    return rows


def broadest_search(shop: MeasuredShop, rounds: int) -> Row:
    paths = [f"/products?q={letter}&limit=20" for letter in "sbcmlh"]
    (figures,) = interleaved(rounds, lambda: shop.load([client.get(f"/api/v1{p}") for p in paths], 0, 1).p50)
    middle = sorted(figures)[len(figures) // 2]
    count = shop.sql("SELECT count(*) FROM products")[0]["count"]
    return Row(
        what=f"search by one letter at {count:,} products",
        ours=f"{middle:.1f} ms",
        yardstick="-",
        ratio="-",
        bar="<= 60 ms at 1,000,000",
    )


def _questions(large: MeasuredShop, small: MeasuredShop) -> dict[str, tuple[list[str], list[str]]]:
    """The same questions to both shops; what is asked for by id or slug is of each shop's own."""
    words = ["oak", "linen+lamp", "harbour", "walnut+bowl", "wool+blanket", "steel+knife", "soft+cushion", "red"]
    slugs = ["mugs", "lamps", "boots", "tents", "towels", "shirts", "pens", "pots"]
    sorts = ["newest", "price", "-price", "name"]

    def details(shop: MeasuredShop) -> list[str]:
        found = shop.sql("SELECT slug FROM products WHERE status = 'active' ORDER BY md5(slug) LIMIT 100")
        return [f"/products/{row['slug']}" for row in found]

    same = {
        "list": [f"/products?limit=20&sort={sort}" for sort in sorts],
        "list of a category": [f"/products?limit=20&category={slug}&sort={sort}" for slug in slugs for sort in sorts],
        "search": [f"/products?limit=20&q={word}" for word in words],
        "search with facets": [f"/products?limit=20&facets=true&q={word}" for word in words],
    }
    return {
        **{name: (paths * 3, paths * 3) for name, paths in same.items()},
        "detail": (details(large), details(small)),
    }
