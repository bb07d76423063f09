"""How the database finds what lists and searches ask for: by its indexes, never by reading a large table through."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from rowlock.catalogue.queries import categories, lists, products, searches
from rowlock.catalogue.types.lists import MOST_CANDIDATES, ProductFilters, Sort
from rowlock.db import connections
from rowlock.db.connections import Reader
from tests.conftest import ShopOpener
from tests.shop import Shop

PRODUCTS = 30_000
# Others are small in every shop, or read by one row that they have.
LARGE = {"products", "variants", "product_documents", "product_listings", "bought_together", "orders", "order_items"}
# Of a condition that half of all products meet, twice the candidates are read to find them; and the best sellers.
MOST_READ = 2 * MOST_CANDIDATES + 2_000
FEW = lists.MOST_WALKED + 200

Ask = Callable[[Reader], Awaitable[object]]


class Explaining:
    """A connection that notes how each statement was carried out."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.plans: list[dict[str, Any]] = []

    async def fetch(self, text: str, *values: Any) -> Any:
        await self._explain(text, values)
        return await self._connection.fetch(text, *values)

    async def fetchrow(self, text: str, *values: Any) -> Any:
        await self._explain(text, values)
        return await self._connection.fetchrow(text, *values)

    async def _explain(self, text: str, values: tuple[Any, ...]) -> None:
        plan = await self._connection.fetchval("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + text, *values)
        self.plans.append(json.loads(plan)[0]["Plan"])


@pytest.fixture(scope="module")
def shop(opener: ShopOpener) -> Iterator[Shop]:
    with opener() as shop:
        filled = shop.cli("demo", "--products", str(PRODUCTS), "--customers", "20", "--orders", "500", timeout=300)
        assert filled.returncode == 0, filled.stderr
        shop.execute("ANALYZE", as_owner=True)
        yield shop


def scans(shop: Shop, ask: Ask) -> list[dict[str, Any]]:
    """Every access to a large table while `ask` is answered."""

    async def explained() -> list[dict[str, Any]]:
        async with (
            await connections.open_pool(shop.database_url, purpose="command", size=1, read_only=True) as pool,
            pool.acquire() as connection,
        ):
            explaining = Explaining(connection)
            await ask(explaining)  # type: ignore[arg-type]  # it has what a Reader is asked for
            assert explaining.plans
            return [node for plan in explaining.plans for node in _nodes(plan)]

    return [node for node in asyncio.run(explained()) if node.get("Relation Name") in LARGE]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)


def rows_read(node: dict[str, Any]) -> float:
    removed = sum(node.get(f"Rows Removed by {what}", 0) for what in ("Filter", "Index Recheck"))
    rows: float = (node["Actual Rows"] + removed) * node["Actual Loops"]
    return rows


def listed(filters: ProductFilters, sort: Sort = "newest") -> Ask:
    async def ask(db: Reader) -> None:
        narrowed = await lists.narrow(db, filters)
        if filters.q is not None:
            await searches.search_products(db, narrowed, skip=0, most=21)
        else:
            await lists.list_products(db, narrowed, sort, after=None, skip=0, most=21)
            await lists.count_products(db, narrowed, most=10_001)
        await lists.count_facets(db, narrowed)

    return ask


def some(shop: Shop, query: str) -> Any:
    return shop.sql(query)[0]["found"]


RARE: dict[str, Callable[[Shop], ProductFilters]] = {
    "a sku": lambda shop: ProductFilters(q=some(shop, "SELECT sku AS found FROM variants LIMIT 1")),
    "a part of a sku": lambda shop: ProductFilters(
        q=some(shop, "SELECT substr(sku, 3) AS found FROM variants LIMIT 1")
    ),
    "the words of one name": lambda shop: ProductFilters(q=some(shop, "SELECT name AS found FROM products LIMIT 1")),
    "words that nothing has": lambda shop: ProductFilters(q="qwyjibo zzyzx"),
    "a vendor": lambda shop: ProductFilters(vendor_id=some(shop, _RARE_FLAG.replace("?", "vendor=%"))),
}
_RARE_FLAG = """
    SELECT split_part(f.key, '=', 2)::uuid AS found
    FROM facet_values AS f JOIN product_listings AS l ON l.facets @> ARRAY[f.id]
    WHERE f.kind = 'flag' AND f.key LIKE '?' GROUP BY f.key ORDER BY count(*) LIMIT 1"""


@pytest.mark.parametrize("name", sorted(RARE))
def test_what_few_products_have_is_found_by_an_index(shop: Shop, name: str) -> None:
    found = scans(shop, listed(RARE[name](shop)))
    assert [node["Relation Name"] for node in found if node["Node Type"] == "Seq Scan" and rows_read(node) > 0] == []
    assert max(map(rows_read, found)) <= FEW


BROAD: dict[str, tuple[ProductFilters, Sort]] = {
    "all": (ProductFilters(), "newest"),
    "the cheapest": (ProductFilters(), "price"),
    "the dearest": (ProductFilters(), "-price"),
    "by name": (ProductFilters(), "name"),
    "what sells": (ProductFilters(), "popular"),
    "in stock": (ProductFilters(in_stock=True), "newest"),
    "in stock and not on sale": (ProductFilters(in_stock=True, on_sale=False), "price"),
    "a beginning of one letter": (ProductFilters(q="s"), "relevance"),
    "the dearer half": (ProductFilters(min_price=3_000), "popular"),
    "what nobody can pay": (ProductFilters(min_price=10**12), "newest"),
}


@pytest.mark.parametrize("name", sorted(BROAD))
def test_what_most_products_have_is_read_as_far_as_its_cap(shop: Shop, name: str) -> None:
    assert max(rows_read(node) for node in scans(shop, listed(*BROAD[name]))) <= MOST_READ


def test_a_product_and_what_is_like_it_are_found_by_their_keys(shop: Shop) -> None:
    product_id = UUID(str(some(shop, "SELECT product_id AS found FROM bought_together LIMIT 1")))

    async def ask(db: Reader) -> None:
        assert await products.get_product(db, str(product_id)) is not None
        await products.list_related(db, product_id)
        await categories.list_categories(db)

    found = scans(shop, ask)
    assert [node["Relation Name"] for node in found if node["Node Type"] == "Seq Scan"] == []
    assert max(map(rows_read, found)) <= FEW
