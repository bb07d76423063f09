"""Orders over HTTP against pgbench, which sends the same statements in the same transactions to the same database."""

import hashlib
import re
import secrets
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Final

from rowlock.db.statements import ROOT
from rowlock.embedded import servers
from tests.bench import client, processes
from tests.bench.report import Row, compared, interleaved
from tests.bench.shops import MeasuredShop, free_port

_CLIENTS: Final = 32
_STATEMENTS: Final = (
    "idempotency/claim_key",
    "orders/lock_checkout_cart",
    "cart/read_priced_cart",
    "orders/place_order",
    "inventory/take_stock",
    "idempotency/store_answer",
)
_ADDRESS: Final = '{"full_name":"Ada Byron","line1":"1 Quay","city":"London","postal_code":"E1 1AA","country":"GB"}'
# What pgbench sends in place of what the api would pass; the rest comes from the cart's row of bench_carts.
_CONSTANTS: Final = {
    "operation": "'place_order'",
    "fingerprint": r"'\x00'::bytea",
    "status": "201",
    "body": "convert_to(repeat('x', 900), 'UTF8')",
    "user_id": "NULL::uuid",
    "shipping_method": "'standard'",
    "email": "'bench@load.example'",
    "first_status": "'confirmed'",
    "payment_status": "'unpaid'",
    "payment_provider": "'manual'",
    "currency": "'USD'",
    "discount_total": "0",
    "shipping_total": "0",
    "shipping_tax": "0",
    "tax_total": "0",
    "prices_include_tax": "false",
    "shipping_address": f"'{_ADDRESS}'::jsonb",
    "billing_address": f"'{_ADDRESS}'::jsonb",
    "note": "NULL",
    "coupon": "NULL",
    "pricing_trace": "NULL",
    "customer": "'bench@load.example'",
    "country": "'GB'",
    "region": "NULL",
    "coupon_ids": "'{}'",
    "coupon_amounts": "'{}'",
    "tax_names": ":no_names",
    "tax_rates_ppm": ":zeros",
    "total": ":subtotal",
    "line_totals": ":unit_prices",
    "discounts": ":zeros",
    "taxes": ":zeros",
    "order_item_ids": ":item_ids",
}
_STOCK: Final = """
WITH chosen AS (
    SELECT variants.id FROM variants
    JOIN products ON products.id = variants.product_id AND products.status = 'active'
    WHERE variants.removed_at IS NULL ORDER BY md5(variants.sku) LIMIT 1000
), stocked AS (
    UPDATE inventory SET on_hand = on_hand + 1000000 FROM chosen WHERE inventory.variant_id = chosen.id
    RETURNING variant_id
)
INSERT INTO stock_movements (variant_id, delta, reason, note)
SELECT variant_id, 1000000, 'adjustment', 'bench' FROM stocked RETURNING variant_id
"""
_CARTS: Final = """
WITH made AS (
    INSERT INTO carts (token_hash, expires_at)
    SELECT hash, now() + interval '1 day' FROM unnest($1::bytea[]) AS hash
    RETURNING id, token_hash
)
INSERT INTO cart_items (cart_id, variant_id, quantity, seen_price)
SELECT made.id, line.variant_id, 1, 0
FROM unnest($2::bytea[], $3::uuid[]) AS line (token_hash, variant_id)
JOIN made ON made.token_hash = line.token_hash
"""
# One row for each cart that pgbench will order, with what Python would have made of the statement before.
_BENCH_CARTS: Final = """
CREATE TABLE bench_carts AS
SELECT
    row_number() OVER () - 1 AS n, carts.token_hash, carts.id AS cart_id,
    'R' || upper(substr(md5(carts.id::text), 1, 10)) AS number, 'cart ' || carts.id AS principal, carts.id::text AS key,
    sum(variants.price)::bigint AS subtotal, array_agg(variants.id) AS variant_ids,
    array_agg(variants.product_id) AS product_ids, array_agg(variants.sku) AS skus, array_agg(products.name) AS names,
    array_agg(variants.options::text) AS options, array_agg(1) AS quantities, array_agg(variants.price) AS unit_prices,
    array_agg(0) AS zeros, array_agg(NULL::text) AS no_names
FROM carts
JOIN cart_items ON cart_items.cart_id = carts.id
JOIN variants ON variants.id = cart_items.variant_id
JOIN products ON products.id = variants.product_id
WHERE carts.token_hash = ANY($1::bytea[])
GROUP BY carts.id
"""


def against_pgbench(shop: MeasuredShop, folder: Path, orders: int, rounds: int, api_processes: int) -> list[Row]:
    stocked = stock_up(shop)
    rows = []
    with _served(shop, api_processes) as port:
        for lines, what, bar in ((3, "orders, 3 lines", ">= 0.35, then 0.5"), (1, "orders, one hot variant", ">= 0.5")):
            variants = stocked if lines > 1 else stocked[:1]

            def ours() -> float:
                return _over_http(port, make_carts(shop, orders, variants, lines))  # noqa: B023

            def theirs() -> float:
                return _by_pgbench(shop, folder, make_carts(shop, orders, variants, lines))  # noqa: B023

            figures = interleaved(rounds, ours, theirs)
            rows.append(compared(f"{what}, {_CLIENTS} clients | pgbench", figures[0], figures[1], "per s", bar))
            if lines > 1:
                rows.append(_at_half_load(port, make_carts(shop, orders, variants, lines), median(figures[0])))
    return rows


def _at_half_load(port: int, tokens: list[str], per_second: float) -> Row:
    """How long an order takes while half as many come as could be served."""
    found = _ordered(port, tokens, per_second / 2)
    what = f"placing, 3 lines, {per_second / 2:.0f} per s, which is half of that: p50, p99"
    return Row(what=what, ours=f"{found.p50:.1f} ms, {found.p99:.1f} ms", yardstick="-", ratio="-", bar="p99 < 60 ms")


@contextmanager
def _served(shop: MeasuredShop, api_processes: int) -> Iterator[int]:
    """The api once more, with a process for each core."""
    port = free_port()
    command = [sys.executable, "-m", "rowlock", "serve", "--port", str(port), "--workers", str(api_processes)]
    process = subprocess.Popen([*command, "--data", str(shop.opened.data)], env=shop.opened.environment)
    try:
        processes.until_listening(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def stock_up(shop: MeasuredShop) -> list[uuid.UUID]:
    """A thousand variants with enough of each for any bench."""
    return [row["variant_id"] for row in shop.sql(_STOCK)]


def make_carts(shop: MeasuredShop, count: int, variants: list[uuid.UUID], lines: int) -> list[str]:
    """The tokens of new carts."""
    tokens = [secrets.token_urlsafe(24) for _ in range(count)]
    hashes = [hashlib.sha256(token.encode()).digest() for token in tokens]
    chosen = [
        (hash_, variants[(number * 7 + line * 331) % len(variants)])
        for number, hash_ in enumerate(hashes)
        for line in range(lines)
    ]
    shop.sql(_CARTS, hashes, [hash_ for hash_, _ in chosen], [variant for _, variant in chosen])
    return tokens


def order_requests(tokens: list[str]) -> list[bytes]:
    """Orders of these carts, by guests."""
    address = dict(pair.split('":"') for pair in _ADDRESS.strip('{}"').split('","'))
    body = {"shipping_address": address, "payment_method": "manual", "email": "bench@load.example"}
    return [
        client.post("/api/v1/orders", body, x_cart_token=token, idempotency_key=str(uuid.uuid4())) for token in tokens
    ]


def _over_http(port: int, tokens: list[str]) -> float:
    return _ordered(port, tokens, 0).per_second


def _ordered(port: int, tokens: list[str], rate: float) -> client.Result:
    requests = order_requests(tokens)
    load = client.Load(host="127.0.0.1", port=port, connections=_CLIENTS, seconds=0, requests=requests, rate=rate)
    found = client.measure(load)
    if set(found.statuses) != {"201"}:
        raise client.NotMeasured(f"orders were answered with {found.statuses}: {found.refusal!r}")
    return found


def _by_pgbench(shop: MeasuredShop, folder: Path, tokens: list[str]) -> float:
    shop.sql("DROP TABLE IF EXISTS bench_carts")
    shop.sql(_BENCH_CARTS, [hashlib.sha256(token.encode()).digest() for token in tokens])
    shop.sql("ALTER TABLE bench_carts ADD PRIMARY KEY (n)")
    each = len(tokens) // _CLIENTS
    script = folder / "orders.pgbench"
    script.write_text(_script(each))
    options = [
        "-n",
        "-M",
        "prepared",
        "-c",
        str(_CLIENTS),
        "-j",
        "2",
        "-t",
        str(each),
        "-D",
        "turn=-1",
        "-f",
        str(script),
    ]
    # As the owner, who may read bench_carts.
    command = [str(servers.binaries().pgbench), *options, shop.endpoints.owner_url]
    begun = time.perf_counter()
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([0-9.]+) \(without", ended.stdout)
    if ended.returncode != 0 or found is None:
        raise client.NotMeasured(f"pgbench failed after {time.perf_counter() - begun:.1f} s:\n{ended.stderr[-2000:]}")
    return float(found[1])


def _script(each: int) -> str:
    """The files as they are, with `:name` as pgbench has it too."""
    parts = [
        r"\set turn :turn + 1",
        rf"\set n :client_id * {each} + :turn",
        r"SELECT * FROM bench_carts WHERE n = :n \gset",
        "BEGIN;",
    ]
    for key in _STATEMENTS:
        text = (ROOT / f"{key}.sql").read_text()
        text = re.sub(r"--[^\n]*", "", text)
        for name, value in _CONSTANTS.items():
            text = re.sub(rf"(?<!:):{name}\b", value.replace("\\", r"\\"), text)
        parts.append(" ".join(text.split()) + (r" \gset" if key == "orders/place_order" else ";"))
    return "\n".join([*parts, "COMMIT;"]) + "\n"
