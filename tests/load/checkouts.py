"""`python -m tests.load.checkouts COUNT CLIENTS`: so many mixed checkouts on a shop of its own, then the books.

Each fills a cart with 1 to 8 of 200 products, some with a coupon, and orders it; some send the order again under its
key, as after a lost answer; one in twenty is cancelled and one in twenty refunded by a line. Exits 1 on a 5xx, on
anything that such a day may not answer, where what buyers were told is not what the shop has, to the cent and the
piece, and where `rowlock verify` finds anything.
"""

import asyncio
import os
import random
import secrets
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx
import msgspec
import uvloop

from rowlock.embedded import servers
from tests.load.locustfile import ADDRESS
from tests.load.opened import OpenedShop, opened

_PRODUCTS: Final = 200
_STOCK: Final = 2_000  # so that a few sell out towards the end of a large run
_COUPONS: Final[tuple[dict[str, Any], ...]] = (
    {"type": "percentage", "value": 10},
    {"type": "fixed", "value": 500, "usage_limit": 1_000},
    {"type": "percentage", "value": 7.5, "per_customer_limit": 2},
    {"type": "buy_x_get_y", "buy_quantity": 2, "get_quantity": 1},
)
# What may be refused besides: the last piece or the last use went to somebody else, or the call is under way.
_EXPECTED: Final = {"insufficient_stock", "out_of_stock", "coupon_invalid", "cart_empty", "idempotency_in_progress"}


class _Told(msgspec.Struct):
    """What buyers and admins were told, to be compared with the books."""

    answers: Counter[str] = msgspec.field(default_factory=Counter)
    strange: list[str] = []
    times: list[float] = []
    orders: int = 0
    ordered: int = 0
    refunded: int = 0
    pieces: Counter[str] = msgspec.field(default_factory=Counter)


class _Buyers:
    def __init__(self, client: httpx.AsyncClient, admin: dict[str, str], variants: list[str], coupons: list[str]):
        self.client, self.admin, self.variants, self.coupons = client, admin, variants, coupons
        self.told = _Told()

    async def work(self, turns: Iterator[int]) -> None:
        for number in turns:
            await self.check_out(random.Random(number))

    async def check_out(self, chance: random.Random) -> None:
        lines = [
            {"variant_id": variant_id, "quantity": chance.choice((1, 1, 1, 2, 3))}
            for variant_id in chance.sample(self.variants, chance.randint(1, 8))
        ]
        filled = await self.ask("POST", "/cart/items", {"items": lines})
        if filled.status_code != 200 or not (token := filled.json().get("cart", filled.json()).get("token")):
            return
        cart = {"X-Cart-Token": token}
        if chance.random() < 0.3:
            await self.ask("POST", "/cart/coupon", {"code": chance.choice(self.coupons)}, cart)
        body = {
            "email": f"buyer-{chance.randrange(5_000)}@load.example",
            "shipping_address": ADDRESS,
            "payment_method": "manual",
        }
        keyed = {**cart, "Idempotency-Key": secrets.token_hex(12)}
        begun = time.perf_counter()
        answer = await self.ask("POST", "/orders", body, keyed)
        self.told.times.append(time.perf_counter() - begun)
        if chance.random() < 0.1:
            again = await self.ask("POST", "/orders", body, keyed)
            if again.status_code == 201 and again.content != answer.content:
                self.told.strange.append(f"another answer under the same key: {again.text[:200]}")
        if answer.status_code == 201:
            await self.follow(answer.json(), chance)

    async def follow(self, order: dict[str, Any], chance: random.Random) -> None:
        self.told.orders += 1
        self.told.ordered += order["total"]
        self.told.pieces.update({item["variant_id"]: item["quantity"] for item in order["items"]})
        fate = chance.random()
        if fate < 0.05:
            cancelled = await self.ask("POST", f"/orders/{order['id']}/cancel", {}, self.admin)
            if cancelled.status_code == 200:
                self.told.pieces.subtract({item["variant_id"]: item["quantity"] for item in order["items"]})
        elif fate < 0.10 and order["total"] > 0:
            await self.ask("POST", f"/orders/{order['id']}/payments", {"amount": order["total"]}, self.admin)
            # A piece that cost nothing has nothing to give back.
            item = chance.choice([item for item in order["items"] if item["line_total"] >= item["quantity"]])
            body = {"items": [{"item_id": item["id"], "quantity": 1, "restock": True}], "reason": "broken"}
            refunded = await self.ask("POST", f"/orders/{order['id']}/refund", body, self.admin)
            if refunded.status_code == 201:
                self.told.refunded += refunded.json()["amount"]
                self.told.pieces[item["variant_id"]] -= 1

    async def ask(
        self, method: str, path: str, body: dict[str, Any], headers: dict[str, str] | None = None
    ) -> httpx.Response:
        answer = await self.client.request(method, path, json=body, headers=headers)
        code = "" if answer.is_success else answer.json().get("code", "")
        name = path if path.count("/") < 3 else f"/orders/{{id}}/{path.rpartition('/')[2]}"
        self.told.answers[f"{method} {name} {answer.status_code} {code}".strip()] += 1
        if not answer.is_success and code not in _EXPECTED:
            self.told.strange.append(f"{method} {path}: {answer.text[:300]}")
        return answer


def main() -> int:
    count, clients = (int(argument) for argument in sys.argv[1:3])
    processes = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(prefix="rowlock-checkouts-") as folder, opened(Path(folder), processes) as shop:
        problems = uvloop.run(_run(shop, count, clients))
        verified = shop.verified()
    print("verify:", (verified.stdout + verified.stderr).strip())
    print("\n".join(problems) or "told and kept agree, to the cent and the piece")
    return int(bool(problems) or verified.returncode != 0)


async def _run(shop: OpenedShop, count: int, clients: int) -> list[str]:
    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)
    async with httpx.AsyncClient(base_url=f"{shop.url}/api/v1", timeout=60, limits=limits) as client:
        credentials = msgspec.json.decode((shop.data / "admin.json").read_bytes())
        tokens = (await client.post("/auth/login", json=credentials)).raise_for_status().json()
        admin = {"Authorization": f"Bearer {tokens['access_token']}"}
        variants = [await _make_product(client, admin, number) for number in range(_PRODUCTS)]
        coupons = []
        for number, coupon in enumerate(_COUPONS):
            made = await client.post("/admin/coupons", json={"code": f"LOAD{number}", **coupon}, headers=admin)
            coupons.append(made.raise_for_status().json()["code"])
        buyers = _Buyers(client, admin, variants, coupons)
        turns = iter(range(count))
        begun = time.perf_counter()
        await asyncio.gather(*(buyers.work(turns) for _ in range(clients)))
        seconds = time.perf_counter() - begun
    told = buyers.told
    _print(told, count, clients, seconds)
    with servers.attached(shop.data) as endpoints:
        return [*told.strange[:20], *await _differences(endpoints.database_url, told)]


async def _make_product(client: httpx.AsyncClient, admin: dict[str, str], number: int) -> str:
    variant = {"sku": f"LOAD-{number}", "options": {}, "price": 100 + 37 * number, "stock": _STOCK}
    body = {"name": f"Product {number}", "description": "", "status": "active", "variants": [variant]}
    answer = await client.post("/products", json=body, headers=admin)
    return str(answer.raise_for_status().json()["variants"][0]["id"])


async def _differences(url: str, told: _Told) -> list[str]:
    """What the books say otherwise than everybody was told."""
    connection = await asyncpg.connect(url)
    try:
        kept = await connection.fetchrow(
            "SELECT count(*)::int AS orders, coalesce(sum(total), 0)::bigint AS ordered,"
            " (SELECT coalesce(sum(amount), 0)::bigint FROM refunds) AS refunded FROM orders"
        )
        stock = await connection.fetch("SELECT variant_id::text, on_hand FROM inventory")
        deadlocks = await connection.fetchval(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        )
    finally:
        await connection.close()
    assert kept is not None
    print(f"deadlocks in PostgreSQL, each repeated: {deadlocks}")
    found = [
        f"{name}: told {getattr(told, name)}, kept {kept[name]}"
        for name in ("orders", "ordered", "refunded")
        if getattr(told, name) != kept[name]
    ]
    return found + [
        f"stock of {row['variant_id']}: {row['on_hand']} left of {_STOCK} after {told.pieces[row['variant_id']]}"
        for row in stock
        if row["on_hand"] != _STOCK - told.pieces[row["variant_id"]]
    ]


def _print(told: _Told, count: int, clients: int, seconds: float) -> None:
    times = sorted(told.times)
    print(f"{count} checkouts by {clients} clients in {seconds:.0f} s: {told.orders} orders, {told.ordered} ordered,")
    print(f"{told.refunded} refunded; {count / seconds:.0f} checkouts/s, placing p50 {_at(times, 0.5)} ms,", end=" ")
    print(f"p99 {_at(times, 0.99)} ms, the client on the same cores")
    for name, times_told in sorted(told.answers.items()):
        print(f"{times_told:>8}  {name}")


def _at(times: list[float], share: float) -> int:
    return round(1000 * times[min(len(times) - 1, int(share * len(times)))]) if times else 0


if __name__ == "__main__":
    sys.exit(main())
