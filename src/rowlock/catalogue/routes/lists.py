"""Lists and searches of products over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from rowlock.catalogue.missed_searches import MissedSearches
from rowlock.catalogue.queries import categories, lists, products, searches
from rowlock.catalogue.routes.visibility import PRIVATE, PUBLIC
from rowlock.catalogue.types.documents import Product
from rowlock.catalogue.types.lists import Facets, Narrowed, ProductFilters, Sort
from rowlock.catalogue.types.requests import ProductStatus
from rowlock.db.connections import Reader
from rowlock.db.database import Database
from rowlock.edge_cache.declared import CACHED, keep
from rowlock.errors import Forbidden, InvalidValue
from rowlock.http import etags
from rowlock.http.auth import AREA, Actor
from rowlock.http.gate import limited
from rowlock.http.openapi import problems
from rowlock.http.paging import COUNTED, Page, Paging
from rowlock.http.requests import QUERY_PREFIX, Request
from rowlock.money import LARGEST_AMOUNT

_OPTION: Final = "option."
_MOST_OPTIONS: Final = 10

Words = Annotated[
    str | None,
    QueryParameter(max_length=200, description="Words, beginnings of words or a SKU; forgives typing mistakes"),
]
Key = Annotated[str | None, QueryParameter(max_length=200)]
Price = Annotated[int | None, QueryParameter(ge=0, le=LARGEST_AMOUNT, description="In the minor unit")]
Flag = Annotated[bool | None, QueryParameter()]


class ProductPage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A page of products. `did_you_mean` is there where nothing was found for the words: the items are what it finds.
    `facets` is there where it was asked for."""

    items: list[Product]
    total: int
    total_capped: bool
    next_cursor: str | None
    did_you_mean: str | None = None
    facets: Facets | None = None


class ProductListController(Controller):
    path = "/products"
    tags = ("Catalogue",)

    @get(
        responses=problems(Forbidden, body=ProductPage),
        opt={QUERY_PREFIX: _OPTION, AREA: "catalogue", **limited("search", if_query="q"), **CACHED},
    )
    async def list_products(
        self,
        request: Request,
        database: NamedDependency[Database],
        visitor: NamedDependency[Actor | None],
        missed_searches: NamedDependency[MissedSearches],
        paging: NamedDependency[Paging],
        q: Words = None,
        category: Annotated[
            str | None, QueryParameter(max_length=200, description="Id or slug; with all that is below it")
        ] = None,
        tag: Key = None,
        vendor: Annotated[UUID | None, QueryParameter(description="Only this vendor's")] = None,
        min_price: Price = None,
        max_price: Price = None,
        in_stock: Flag = None,
        on_sale: Flag = None,
        featured: Flag = None,
        sort: Annotated[Sort | None, QueryParameter(description="`relevance` with words, else `newest`")] = None,
        facets: Annotated[bool, QueryParameter(description="Also count what the list can be narrowed to")] = False,
        status: Annotated[
            ProductStatus, QueryParameter(description="Others than `active`: admins, and vendors for their own")
        ] = "active",
    ) -> Response[bytes]:
        """Lists products.

        All filters combine. With `q` the best come first unless another order is asked for: the very SKU, then what
        has the words in its name, then what sells. Words that find nothing are taken for the likest words of the shop.
        Options are filtered by `option.<name>=<value>`, like `option.size=M`; values of one option are alternatives.
        """
        _check_prices(min_price, max_price)
        is_manager = visitor is not None and visitor.role in ("admin", "vendor")
        if status != "active":
            vendor = _own_vendor(visitor, vendor)
        async with database.primary() if is_manager else database.reader() as db:
            narrowed = await lists.narrow(
                db,
                ProductFilters(
                    q=q.strip() or None if q else None,
                    status=status,
                    category_id=await _category_id(db, category),
                    tag=tag,
                    vendor_id=vendor,
                    min_price=min_price,
                    max_price=max_price,
                    in_stock=in_stock,
                    on_sale=on_sale,
                    featured=featured,
                    options=_options(request),
                ),
            )
            if (sort or ("relevance" if narrowed.filters.q else "newest")) == "relevance":
                page, narrowed, meant = await _found(db, narrowed, paging)
            else:
                page, meant = await _listed(db, narrowed, sort or "newest", paging), None
            found = await lists.count_facets(db, narrowed) if facets else None
            if is_manager and visitor is not None:
                page = await _with_stock(db, page, visitor)
        if visitor is None and not page.total and narrowed.filters == ProductFilters(q=narrowed.filters.q):
            missed_searches.note(narrowed.filters.q or "")
        if page.total or not narrowed.filters.q:  # what finds nothing is counted each time
            keep(request, "products")
        body = msgspec.json.encode(
            _ProductPage(page.items, page.total, page.total_capped, page.next_cursor, meant, found)
        )
        return etags.answer(request, body, cache_control=PUBLIC if visitor is None else PRIVATE)


class _ProductPage(msgspec.Struct, frozen=True, omit_defaults=True):
    """A ProductPage whose items are ready bytes."""

    items: list[msgspec.Raw]
    total: int
    total_capped: bool
    next_cursor: str | None
    did_you_mean: str | None = None
    facets: Facets | None = None


async def _listed(db: Reader, narrowed: Narrowed, sort: Sort, paging: Paging) -> Page[msgspec.Raw]:
    filters = narrowed.filters
    key_type: Any = {"newest": tuple[datetime, UUID], "name": tuple[str, UUID]}.get(sort, tuple[int, UUID])
    after = paging.after(key_type, sort=sort, filters=filters)
    rows = await lists.list_products(db, narrowed, sort, after=after, skip=paging.offset, most=paging.limit + 1)
    counted = await lists.count_products(db, narrowed, most=COUNTED + 1)
    return paging.page(
        rows,
        counted,
        sort=sort,
        filters=filters,
        key=lambda row: (row.key, row.product_id),
        item=lambda row: msgspec.Raw(row.document),
    )


async def _found(db: Reader, narrowed: Narrowed, paging: Paging) -> tuple[Page[msgspec.Raw], Narrowed, str | None]:
    """Ranks have no key that stays: the cursor of a search holds how many were shown."""
    filters = narrowed.filters
    if filters.q is None:
        raise InvalidValue.at("sort", "relevance needs words to be relevant to")
    shown = paging.after(int, sort="relevance", filters=filters) or paging.offset
    found = await searches.search_products(db, narrowed, skip=shown, most=paging.limit + 1)
    rows = found.rows
    is_capped = bool(rows) and rows[0].is_capped
    counted = rows[0].total if rows else shown
    page = paging.page(
        rows,
        COUNTED + 1 if is_capped else counted,
        sort="relevance",
        filters=filters,
        key=lambda _: shown + paging.limit,
        item=lambda row: msgspec.Raw(row.document),
    )
    return page, found.narrowed, found.meant


async def _with_stock(db: Reader, page: Page[msgspec.Raw], visitor: Actor) -> Page[msgspec.Raw]:
    documents = [bytes(item) for item in page.items]
    filled = await products.with_stock(db, documents)
    if visitor.role != "admin":
        owners = [msgspec.json.decode(document, type=_Owned).vendor for document in documents]
        filled = [
            full if owner is not None and owner.id == visitor.vendor_id else plain
            for full, plain, owner in zip(filled, documents, owners, strict=True)
        ]
    return msgspec.structs.replace(page, items=[msgspec.Raw(document) for document in filled])


async def _category_id(db: Reader, key: str | None) -> UUID | None:
    if key is None:
        return None
    found = await categories.find_category(db, key)
    if found is None:
        raise InvalidValue.at("category", "there is no such category")
    return found


def _check_prices(least: int | None, most: int | None) -> None:
    if least is not None and most is not None and least > most:
        raise InvalidValue.at("max_price", "it is less than min_price")


def _own_vendor(visitor: Actor | None, vendor: UUID | None) -> UUID | None:
    """Whose unpublished products may be listed: admins see all, vendors their own."""
    if visitor is not None and visitor.role == "admin":
        return vendor
    if visitor is not None and visitor.vendor_id is not None and vendor in (None, visitor.vendor_id):
        return visitor.vendor_id
    raise Forbidden


def _options(request: Request) -> tuple[tuple[str, str], ...]:
    chosen = [(name, value) for name, value in request.query_params.multi_items() if name.startswith(_OPTION)]
    for name, value in chosen:
        if len(chosen) > _MOST_OPTIONS or not 0 < len(name) - len(_OPTION) <= 100 or not 0 < len(value) <= 200:
            raise InvalidValue.at(name[:100], f"at most {_MOST_OPTIONS} options, each with a name and a value")
    return tuple(sorted((name.removeprefix(_OPTION), value) for name, value in chosen))


class _Owner(msgspec.Struct):
    id: UUID


class _Owned(msgspec.Struct):
    vendor: _Owner | None
