"""A change shows on every process within a second, with Redis and without; and costs what it must, no more."""

import asyncio
import socket
from typing import Any

import asyncpg
import httpx
import pytest

from rowlock.db.statements import ROOT
from rowlock.embedded.servers import Endpoints
from tests.conftest import ShopOpener
from tests.edge_cache.conftest import counted, grown, plain, warmed
from tests.factories.catalogue import make_category, make_product
from tests.factories.orders import make_order
from tests.shop import Shop


def shows(shop: Shop, path: str, expected: Any, *names: Any, seconds: float = 1) -> None:
    """On every process, within the time."""

    def is_there() -> bool:
        for api in range(len(shop.ports)):
            found = plain(shop.client(api=api), path).json()
            for name in names:
                found = found[name]
            if found != expected:
                return False
        return True

    shop.until(is_there, seconds=seconds)


def warm(shop: Shop, *paths: str) -> None:
    for api in range(len(shop.ports)):
        for path in paths:
            warmed(shop.client(api=api), path)


def changes(shop: Shop) -> int:
    count: int = shop.sql("SELECT coalesce(max(id), 0) AS n FROM catalogue_changes")[0]["n"]
    return count


def edited_everywhere(shop: Shop) -> None:
    admin = shop.admin()
    category = make_category(admin)
    product = make_product(admin, category_id=category["id"], tags=["old-tag"])
    detail, listed = f"/products/{product['slug']}", f"/products?category={category['id']}"
    warm(shop, detail, listed, f"{detail}/related", "/categories", f"/categories/{category['slug']}", "/tags")
    assert admin.patch(f"/products/{product['id']}", json={"name": "Renamed", "tags": ["new-tag"]}).status_code == 200
    # On the process that made the change it shows at once.
    assert plain(shop.guest(), detail).json()["name"] == "Renamed"
    assert plain(shop.guest(), listed).json()["items"][0]["name"] == "Renamed"
    shows(shop, detail, "Renamed", "name")
    shows(shop, listed, "Renamed", "items", 0, "name")
    shop.until(
        lambda: all(b"new-tag" in plain(shop.client(api=api), "/tags").content for api in range(len(shop.ports))),
        seconds=1,
    )
    assert admin.put(f"/categories/{category['id']}", json={"name": "Elsewhere"}).status_code == 200
    shows(shop, f"/categories/{category['slug']}", "Elsewhere", "name")
    shows(shop, detail, "Elsewhere", "category", "name")
    assert admin.patch(f"/products/{product['id']}", json={"status": "archived"}).status_code == 200
    shows(shop, listed, 0, "total")
    shows(shop, f"/categories/{category['slug']}", 0, "product_count")


def test_an_edit_shows_everywhere_within_a_second(cached: Shop) -> None:
    edited_everywhere(cached)


def test_an_edit_shows_everywhere_within_a_second_without_redis(opener: ShopOpener) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    with opener(apis=2, ROWLOCK_REDIS_URL=f"redis://127.0.0.1:{port}/0") as shop:
        edited_everywhere(shop)


def test_a_variant_that_sells_out_shows_within_a_second(cached: Shop) -> None:
    product = make_product(cached.admin(), stock=2)
    path, customer = f"/products/{product['id']}", cached.customer()
    warm(cached, path, "/products?in_stock=true&limit=5")
    before = changes(cached)
    make_order(customer, product["variants"][0]["id"])
    assert changes(cached) == before, "stock that lasts changes nothing that anybody sees"
    order = make_order(customer, product["variants"][0]["id"])
    shows(cached, path, False, "in_stock")
    customer.post(f"/orders/{order['id']}/cancel")
    shows(cached, path, True, "in_stock")


def test_a_change_that_commits_late_is_not_missed(cached: Shop) -> None:
    """Its transaction is older than others that were seen long before."""
    admin = cached.admin()
    late, other = make_product(admin), make_product(admin)
    warm(cached, f"/products/{late['slug']}", f"/products/{other['slug']}")

    async def change() -> None:
        connection = await asyncpg.connect(cached.database_url)
        try:
            async with connection.transaction():
                await connection.execute("UPDATE products SET name = 'Late' WHERE id = $1", late["id"])
                await connection.execute("SELECT refresh_product_documents(ARRAY[$1::uuid])", late["id"])
                answer = await asyncio.to_thread(admin.patch, f"/products/{other['id']}", json={"name": "Meanwhile"})
                assert answer.status_code == 200
                await asyncio.to_thread(shows, cached, f"/products/{other['slug']}", "Meanwhile", "name")
                await asyncio.to_thread(warm, cached, f"/products/{late['slug']}")
        finally:
            await connection.close()

    asyncio.run(change())
    shows(cached, f"/products/{late['slug']}", "Late", "name")


def test_a_change_of_one_product_leaves_the_others_where_they_are(cached: Shop) -> None:
    admin = cached.admin()
    one, other = make_product(admin), make_product(admin)
    warm(cached, f"/products/{one['slug']}", f"/products/{other['slug']}")
    assert admin.patch(f"/products/{one['id']}", json={"name": "Anew"}).status_code == 200
    shows(cached, f"/products/{one['slug']}", "Anew", "name")
    wait = grown(cached, "miss", 0, api=1)
    for _ in range(3):
        plain(cached.client(api=1), f"/products/{other['slug']}")
    wait()


def test_many_changes_are_one(cached: Shop) -> None:
    admin = cached.admin()
    product = make_product(admin)
    warm(cached, f"/products/{product['slug']}")
    before = changes(cached)
    cached.execute("UPDATE product_documents SET tags = tags")
    assert changes(cached) == before
    cached.execute("SELECT note_catalogue_change(array_agg('product:' || n)) FROM generate_series(1, 2000) AS n")
    assert cached.sql("SELECT keys FROM catalogue_changes WHERE id > $1", before) == [{"keys": ["*"]}]
    cached.until(lambda: counted(cached, "entries", api=1) == 0, seconds=5)
    before = changes(cached)
    # One transaction that changes one after the other.
    cached.execute(
        "DO $$ BEGIN FOR n IN 1..1500 LOOP PERFORM note_catalogue_change(ARRAY['product:' || n]); END LOOP; END $$"
    )
    rows = cached.sql("SELECT keys FROM catalogue_changes WHERE id > $1 ORDER BY id", before)
    assert len(rows) == 1001
    assert rows[-1] == {"keys": ["*"]}


def test_what_the_worker_counts_is_one_change_and_only_where_it_differs(cached: Shop) -> None:
    product = make_product(cached.admin())
    for statement, expected in (
        ("UPDATE product_listings SET popularity = popularity", []),
        ("UPDATE product_listings SET popularity = popularity + 1", [{"keys": ["products"]}]),
    ):
        written = cached.run(_noted(cached, statement))
        assert written == expected, statement
    assert product["id"]


def test_changes_that_everybody_has_seen_are_forgotten(cached: Shop) -> None:
    cached.execute("INSERT INTO catalogue_changes (keys, changed_at) VALUES ('{old}', now() - interval '7 hours')")
    cached.execute("INSERT INTO catalogue_changes (keys, changed_at) VALUES ('{young}', now() - interval '5 hours')")
    cached.execute((ROOT / "edge_cache" / "trim_changes.sql").read_text())
    kept = cached.sql("SELECT keys[1] AS key FROM catalogue_changes WHERE keys && '{old, young}'")
    assert kept == [{"key": "young"}]


async def _noted(shop: Shop, statement: str) -> list[dict[str, Any]]:
    """What one statement notes, in a transaction that is then undone."""
    connection = await asyncpg.connect(shop.database_url)
    try:
        transaction = connection.transaction()
        await transaction.start()
        before = await connection.fetchval("SELECT coalesce(max(id), 0) FROM catalogue_changes")
        await connection.execute(statement)
        own = "SELECT keys FROM catalogue_changes WHERE id > $1 AND transaction_id = pg_current_xact_id()"
        rows = [dict(row) for row in await connection.fetch(own, before)]
        await transaction.rollback()
        return rows
    finally:
        await connection.close()


@pytest.fixture
def closing(opener: ShopOpener, endpoints: Endpoints) -> Any:
    with opener(apis=1) as shop:
        name = shop.database_url.rpartition("/")[2]

        def allow(is_open: bool) -> None:
            async def run() -> None:
                connection = await asyncpg.connect(endpoints.superuser_url)
                try:
                    await connection.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {is_open}")
                    if not is_open:
                        await connection.execute(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name
                        )
                finally:
                    await connection.close()

            asyncio.run(run())

        yield shop, allow
        allow(True)


def test_while_the_database_is_away_what_is_kept_is_better_than_nothing(closing: Any) -> None:
    shop, allow = closing
    admin = shop.admin()
    product, other = make_product(admin), make_product(admin)
    path = f"/products/{product['slug']}"
    warm(shop, path)
    allow(False)
    shop.until(lambda: plain(shop.guest(), f"/products/{other['slug']}").status_code >= 500)
    shop.until(lambda: plain(shop.guest(), path).status_code == 200 and counted(shop, "requests_total", "stale") > 0)
    assert httpx.get(f"{shop.url}/health/ready").status_code == 503
    allow(True)
    shop.until(lambda: httpx.get(f"{shop.url}/health/ready").status_code == 200)
    shop.until(lambda: plain(shop.guest(), f"/products/{other['slug']}").status_code == 200)
    shop.execute("UPDATE products SET name = 'After' WHERE id = $1", product["id"])
    shop.execute("SELECT refresh_product_documents(ARRAY[$1::uuid])", product["id"])
    shows(shop, path, "After", "name", seconds=3)
