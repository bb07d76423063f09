"""The catalogue of a large shop against that of a small one: the work itself, so the edge cache is off in both.

Searches are compared at equal numbers of matches; how many there are in all must not show.
"""

import itertools
from collections.abc import Iterator
from typing import Final

import httpx

from tests.bench import client
from tests.bench.report import Row, compared, interleaved
from tests.bench.shops import MeasuredShop

_MATCHES: Final = (500, 7_500)
_QUERIES: Final = 8
_FEWEST: Final = 3
_EDITED: Final = 80


def against_fewer_products(large: MeasuredShop, small: MeasuredShop, rounds: int) -> list[Row]:
    """One client, so that the figure is the latency of the work and not of a queue."""
    rows = []
    count_large, count_small = (shop.sql("SELECT count(*) FROM products")[0]["count"] for shop in (large, small))
    for name, asked in _questions(large, small).items():

        def latency(shop: MeasuredShop, requests: list[bytes]) -> float:
            return shop.load(requests, 0, 1).p50

        of_large, of_small = asked
        what = f"{name} at {count_large:,} | at {count_small:,} products"
        bar = "0.7 to 1.3" if "edit" in name else "<= 2"
        try:
            if not of_large or not of_small:
                raise client.NotMeasured("a shop has no such searches")
            figures = interleaved(rounds, lambda: latency(large, of_large), lambda: latency(small, of_small))  # noqa: B023
        except client.NotMeasured as refused:
            rows.append(Row(what=what, ours="-", yardstick="-", ratio="-", bar=f"{bar}; {refused}"[:60]))
            continue
        rows.append(compared(what, figures[0], figures[1], "ms", bar))
    return rows


def broadest_search(shop: MeasuredShop, rounds: int) -> Row:
    """By one letter, with facets: what has the most matches, each of them to be ranked and counted."""
    paths = [f"/products?q={letter}&limit=20&facets=true" for letter in "sbcmlh"]
    capped = sum(shop.get(path)["facets"]["capped"] for path in paths)
    (figures,) = interleaved(rounds, lambda: shop.load([client.get(f"/api/v1{p}") for p in paths], 0, 1).p50)
    count = shop.sql("SELECT count(*) FROM products")[0]["count"]
    return Row(
        what=f"search by one letter, with facets, at {count:,} products ({capped} of {len(paths)} capped, and say so)",
        ours=f"{sorted(figures)[len(figures) // 2]:.1f} ms",
        yardstick="-",
        ratio="-",
        bar="<= 60 ms at 1,000,000",
    )


def _questions(large: MeasuredShop, small: MeasuredShop) -> dict[str, tuple[list[bytes], list[bytes]]]:
    """The same kind of question to both shops, each three times over."""
    slugs = ["mugs", "lamps", "boots", "tents", "towels", "shirts", "pens", "pots"]
    sorts = ["newest", "price", "-price", "name", "popular"]
    lists = [f"/products?limit=20&sort={sort}" for sort in sorts]
    shelves = [f"/products?limit=20&category={slug}&sort={sort}" for slug in slugs for sort in sorts]
    found = {
        "list": (lists, lists),
        "list of a category": (shelves, shelves),
        "detail": (_details(large), _details(small)),
        "categories": (["/categories"], ["/categories"]),
    }
    for matches in _MATCHES:
        queries = _queries(large, matches), _queries(small, matches)
        for name, more in (("search", ""), ("search with facets", "&facets=true")):
            paths = [[f"/products?limit=20&q={q}{more}" for q in of_shop] for of_shop in queries]
            found[f"{name}, about {matches:,} matches,"] = (paths[0], paths[1])
    return {
        **{name: (_gets(of_large), _gets(of_small)) for name, (of_large, of_small) in found.items()},
        "edit of a product": (_edits(large), _edits(small)),
    }


def _gets(paths: list[str]) -> list[bytes]:
    return [client.get(f"/api/v1{path}") for path in paths * 3]


def _details(shop: MeasuredShop) -> list[str]:
    found = shop.sql("SELECT slug FROM products WHERE status = 'active' ORDER BY md5(slug) LIMIT 100")
    return [f"/products/{row['slug']}" for row in found]


def _edits(shop: MeasuredShop) -> list[bytes]:
    """Each to one text and then to another: a product that already is what is asked for costs less."""
    found = shop.sql("SELECT id FROM products WHERE status = 'active' ORDER BY md5(slug) LIMIT $1", _EDITED)
    return [
        client.patch(f"/api/v1/products/{row['id']}", {"description": f"<p>{text}</p>"}, if_match="*", **shop.admin)
        for text in ("One", "Another")
        for row in found
    ]


def _queries(shop: MeasuredShop, matches: int) -> list[str]:
    """Searches that find about so many: words, two words, beginnings of words. None where there are too few."""
    found = []
    for query in _typed(shop):
        answer = shop.http.get("/products", params={"q": query, "limit": 1})
        if 0.6 * matches <= answer.raise_for_status().json()["total"] <= 1.33 * matches:
            found.append(str(httpx.QueryParams({"q": query})).removeprefix("q="))
        if len(found) == _QUERIES:
            break
    return found if len(found) >= _FEWEST else []


def _typed(shop: MeasuredShop) -> Iterator[str]:
    rows = shop.sql("SELECT word FROM search_words WHERE products > 10 ORDER BY products DESC LIMIT 250")
    words = [row["word"] for row in rows]
    yield from words
    yield from sorted({word[:length] for word in words for length in (1, 2, 3)})
    yield from (f"{one} {other}" for one, other in itertools.combinations(words[:60], 2))
