"""The statements that lists and searches of products are made of."""

from datetime import date, datetime
from uuid import UUID

from rowlock.catalogue.types.lists import (
    DocumentByInstant,
    DocumentByName,
    DocumentByNumber,
    FacetCount,
    FoundDocument,
    MissedSearch,
    NumberedFacet,
    ReadWords,
)
from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement


@statement
async def list_products_by_newest(
    db: Reader,
    *,
    status: str,
    words: str | None,
    facets: str | None,
    min_price: int | None,
    max_price: int | None,
    after_key: datetime | None,
    after_id: UUID | None,
    most_walked: int,
    skip: int,
    most: int,
) -> list[DocumentByInstant]: ...


@statement
async def list_products_by_price(
    db: Reader,
    *,
    status: str,
    words: str | None,
    facets: str | None,
    min_price: int | None,
    max_price: int | None,
    after_key: int | None,
    after_id: UUID | None,
    most_walked: int,
    skip: int,
    most: int,
) -> list[DocumentByNumber]: ...


@statement
async def list_products_by_price_descending(
    db: Reader,
    *,
    status: str,
    words: str | None,
    facets: str | None,
    min_price: int | None,
    max_price: int | None,
    after_key: int | None,
    after_id: UUID | None,
    most_walked: int,
    skip: int,
    most: int,
) -> list[DocumentByNumber]: ...


@statement
async def list_products_by_name(
    db: Reader,
    *,
    status: str,
    words: str | None,
    facets: str | None,
    min_price: int | None,
    max_price: int | None,
    after_key: str | None,
    after_id: UUID | None,
    most_walked: int,
    skip: int,
    most: int,
) -> list[DocumentByName]: ...


@statement
async def list_products_by_popularity(
    db: Reader,
    *,
    status: str,
    words: str | None,
    facets: str | None,
    min_price: int | None,
    max_price: int | None,
    after_key: int | None,
    after_id: UUID | None,
    most_walked: int,
    skip: int,
    most: int,
) -> list[DocumentByNumber]: ...


@statement
async def count_products(
    db: Reader,
    *,
    status: str,
    words: str | None,
    facets: str | None,
    min_price: int | None,
    max_price: int | None,
    most: int,
) -> int: ...


@statement
async def search_products(
    db: Reader,
    *,
    status: str,
    words: str | None,
    facets: str | None,
    min_price: int | None,
    max_price: int | None,
    name: str,
    beginnings: list[str],
    sku: str | None,
    sku_part: str | None,
    sku_rank: int,
    most_candidates: int,
    skip: int,
    most: int,
) -> list[FoundDocument]: ...


@statement
async def count_facets(
    db: Reader,
    *,
    status: str,
    words: str | None,
    facets: str | None,
    min_price: int | None,
    max_price: int | None,
    most_candidates: int,
) -> list[FacetCount]: ...


@statement
async def largest_category(db: Reader) -> int: ...


@statement
async def find_facets(db: Reader, *, kinds: list[str], keys: list[str]) -> list[NumberedFacet]: ...


@statement
async def read_words(db: Reader, *, q: str) -> ReadWords: ...


@statement
async def correct_words(db: Reader, *, q: str) -> str | None: ...


@statement
async def refresh_popularity(db: Writer) -> int: ...


@statement
async def recount_words(db: Writer) -> None: ...


@statement
async def recount_facets(db: Writer) -> None: ...


@statement
async def recount_bought_together(db: Writer) -> None: ...


@statement
async def begin_recount(db: Writer, *, name: str, table_name: str) -> int | None: ...


@statement
async def end_recount(db: Writer, *, name: str, changes: int, seconds: float) -> None: ...


@statement
async def record_missed_searches(db: Writer, *, words: list[str], times: list[int]) -> None: ...


@statement
async def list_missed_searches(db: Reader, *, from_day: date, to_day: date, most: int) -> list[MissedSearch]: ...


@statement
async def trim_missed_searches(db: Writer) -> None: ...
