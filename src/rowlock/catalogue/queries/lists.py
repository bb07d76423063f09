"""Lists of products and what they can be narrowed to, answered in bytes that PostgreSQL has ready."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from rowlock.catalogue.sql import documents, listings
from rowlock.catalogue.types.lists import (
    MOST_CANDIDATES,
    MOST_OF_A_BEGINNING,
    CategoryFacet,
    Choice,
    DocumentByInstant,
    DocumentByName,
    DocumentByNumber,
    FacetCount,
    Facets,
    FacetValue,
    Narrowed,
    PriceBar,
    ProductFilters,
    Sort,
    VendorProductFilters,
)
from rowlock.db.connections import Reader

Document = DocumentByInstant | DocumentByName | DocumentByNumber

MOST_WALKED: Final = 4_000
"""A walk so far costs some milliseconds. Where so many in a row do not fit, few do, and those are sorted."""

_MOST_VALUES: Final = 100
_NOTHING: Final = "0"  # numbers begin at 1

_LISTS: Final[dict[str, Callable[..., Awaitable[Sequence[Document]]]]] = {
    "newest": listings.list_products_by_newest,
    "price": listings.list_products_by_price,
    "-price": listings.list_products_by_price_descending,
    "name": listings.list_products_by_name,
    "popular": listings.list_products_by_popularity,
}


async def narrow(db: Reader, filters: ProductFilters) -> Narrowed:
    """The filters with their numbers, and the words as a query."""
    flags = _flags(filters)
    wanted: list[tuple[str, str, str]] = []
    if filters.category_id is not None:
        wanted.append(("category", "", str(filters.category_id)))
    if filters.tag is not None:
        wanted.append(("tag", "", filters.tag))
    wanted += [("option", name, f"{name}={value}") for name, value in filters.options]
    wanted += [("flag", key, key) for key in flags]
    numbers: dict[tuple[str, str], list[int]] = {(kind, name.casefold()): [] for kind, name, _ in wanted}
    broad = 0
    if wanted:
        found = await listings.find_facets(
            db, kinds=[kind for kind, _, _ in wanted], keys=[key for _, _, key in wanted]
        )
        for facet in found:
            kind, name, _ = wanted[facet.place - 1]
            numbers[kind, name.casefold()].append(facet.id)
        if len(wanted) == len(found) == 1 and all(flags.values()) and _is_active_only(filters):
            broad = found[0].products
    elif _is_active_only(filters):
        broad = await listings.largest_category(db)
    narrowed = Narrowed(
        filters=filters,
        choices=tuple(Choice(kind, name, tuple(ids)) for (kind, name), ids in numbers.items() if kind != "flag"),
        flags=tuple(
            _any_of(numbers["flag", key]) if is_set else f"!{numbers['flag', key][0]}"
            for key, is_set in flags.items()
            if is_set or numbers["flag", key]
        ),
        broad=broad,
    )
    return await with_words(db, narrowed, filters.q) if filters.q else narrowed


async def with_words(db: Reader, narrowed: Narrowed, q: str) -> Narrowed:
    """The same narrowed to other words."""
    read = await listings.read_words(db, q=q)
    # A beginning that stands in the query was not too broad to be looked up.
    is_broad = bool(read.words) and ":*" not in read.words and "&" not in read.words
    return msgspec.structs.replace(
        narrowed,
        words=read.words,
        name=read.name,
        beginnings=tuple(read.beginnings),
        broad=0,
        most_candidates=MOST_OF_A_BEGINNING if is_broad else MOST_CANDIDATES,
    )


async def list_products(
    db: Reader, narrowed: Narrowed, sort: Sort, *, after: tuple[Any, UUID] | None, skip: int, most: int
) -> Sequence[Document]:
    """Documents in the order asked for, after the key where the last page ended or past the first `skip`."""
    return await _LISTS[sort](
        db,
        **asked(narrowed),
        after_key=after[0] if after else None,
        after_id=after[1] if after else None,
        most_walked=MOST_WALKED + 2 * (skip + most),
        skip=skip,
        most=most,
    )


async def count_products(db: Reader, narrowed: Narrowed, *, most: int) -> int:
    """How many there are, counted no further than `most`."""
    # Counted anew from time to time, so what is far beyond the limit is so still.
    if narrowed.broad > 2 * most:
        return most
    return await listings.count_products(db, **asked(narrowed), most=most)


async def count_facets(db: Reader, narrowed: Narrowed) -> Facets:
    """What the list can be narrowed to further, and what it could be narrowed to in place of what it is."""
    rows = await _counts(db, narrowed, asked(narrowed))
    groups = {key: list(found) for key, found in _grouped(rows).items()}
    is_capped = any(row.is_capped for row in rows)
    for choice in narrowed.choices:
        rest = await _counts(db, narrowed, asked(narrowed, without=choice))
        groups[choice.kind, choice.name] = _grouped(rest).get((choice.kind, choice.name), [])
        is_capped = is_capped or any(row.is_capped for row in rest)
    if narrowed.filters.min_price is not None or narrowed.filters.max_price is not None:
        rest = await _counts(db, narrowed, asked(narrowed) | {"min_price": None, "max_price": None})
        groups["price", ""] = _grouped(rest).get(("price", ""), [])
    return Facets(
        category=[
            CategoryFacet(UUID(row.key), row.slug or "", row.label, row.products)
            for row in groups.get(("category", ""), [])[:_MOST_VALUES]
        ],
        tag=_values(groups.get(("tag", ""), [])),
        option={name: _values(found) for (kind, name), found in sorted(groups.items()) if kind == "option"},
        price=[PriceBar(row.min_price or 0, row.max_price or 0, row.products) for row in groups.get(("price", ""), [])],
        capped=is_capped,
    )


async def list_vendor_products(
    db: Reader, filters: VendorProductFilters, *, after: tuple[datetime, UUID] | None, skip: int, most: int
) -> list[DocumentByInstant]:
    """A vendor's own products in every status, the newest first, after the key where the last page ended."""
    return await documents.list_vendor_products(
        db,
        vendor_id=filters.vendor_id,
        status=filters.status,
        q=filters.q,
        after_key=after[0] if after else None,
        after_id=after[1] if after else None,
        skip=skip,
        most=most,
    )


async def count_vendor_products(db: Reader, filters: VendorProductFilters, *, most: int) -> int:
    """How many there are, counted no further than `most`."""
    return await documents.count_vendor_products(
        db, vendor_id=filters.vendor_id, status=filters.status, q=filters.q, most=most
    )


def asked(narrowed: Narrowed, *, without: Choice | None = None) -> dict[str, Any]:
    """The arguments that every statement on listings has."""
    filters = narrowed.filters
    chosen = [_any_of(choice.ids) for choice in narrowed.choices if choice is not without]
    return {
        "status": filters.status,
        "words": narrowed.words,
        "facets": "&".join((*chosen, *narrowed.flags)) or None,
        "min_price": filters.min_price,
        "max_price": filters.max_price,
    }


async def _counts(db: Reader, narrowed: Narrowed, arguments: dict[str, Any]) -> list[FacetCount]:
    return await listings.count_facets(db, **arguments, most_candidates=narrowed.most_candidates)


def _grouped(rows: Iterable[FacetCount]) -> dict[tuple[str, str], list[FacetCount]]:
    groups: dict[tuple[str, str], list[FacetCount]] = {}
    for row in rows:
        groups.setdefault((row.kind, row.name), []).append(row)
    return groups


def _values(rows: list[FacetCount]) -> list[FacetValue]:
    return [FacetValue(row.label, row.products) for row in rows[:_MOST_VALUES]]


def _any_of(ids: Sequence[int]) -> str:
    return f"({'|'.join(str(number) for number in ids) or _NOTHING})"


def _flags(filters: ProductFilters) -> dict[str, bool]:
    """What a product must be, or must not; named as `flags_of` in the database does."""
    flags: dict[str, bool] = {}
    if filters.vendor_id is not None:
        flags[f"vendor={filters.vendor_id}"] = True
    if filters.status != "active":
        flags[f"status={filters.status}"] = True
    if filters.featured is not None:
        flags["featured"] = filters.featured
    if filters.on_sale is not None:
        flags["on_sale"] = filters.on_sale
    if filters.in_stock is not None:
        flags["sold_out"] = not filters.in_stock
    return flags


def _is_active_only(filters: ProductFilters) -> bool:
    return filters.status == "active" and (filters.q, filters.min_price, filters.max_price) == (None, None, None)
