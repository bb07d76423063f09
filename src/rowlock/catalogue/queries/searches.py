"""Searches of products: by words, beginnings of words and SKUs, and by what was meant where nothing is found."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from rowlock.catalogue.queries import lists
from rowlock.catalogue.sql import listings
from rowlock.catalogue.types.lists import FoundDocument, MissedSearch, Narrowed
from rowlock.db.connections import Reader

# Above a name that holds the words is what looks like a SKU; below all is what could be a word as well.
_RANK_OF_A_CODE: Final = 5
_RANK_OF_A_WORD: Final = 0
_SHORTEST_PART: Final = 3


class Found(msgspec.Struct, frozen=True):
    """A page of a search. `meant` is what was looked for instead, where what was typed found nothing."""

    rows: Sequence[FoundDocument]
    narrowed: Narrowed
    meant: str | None


async def search_products(db: Reader, narrowed: Narrowed, *, skip: int, most: int) -> Found:
    """What somebody looks for, the best first, among at most `most_candidates`."""
    q = narrowed.filters.q or ""
    sku = _as_sku(q)
    is_code = sku is not None and _is_code(sku)
    rows = await _search(db, narrowed, sku=sku, sku_part=sku if is_code else None, skip=skip, most=most)
    if not rows and not skip and sku is not None and not is_code:
        rows = await _search(db, narrowed, sku=sku, sku_part=sku, skip=skip, most=most)
    if rows:
        return Found(rows, narrowed, None)
    meant = await listings.correct_words(db, q=q)
    if meant is None:
        return Found(rows, narrowed, None)
    corrected = await lists.with_words(db, narrowed, meant)
    rows = await _search(db, corrected, sku=None, sku_part=None, skip=skip, most=most)
    return Found(rows, corrected, meant) if rows or skip else Found(rows, narrowed, None)


async def list_missed_searches(db: Reader, *, from_day: date, to_day: date, most: int) -> list[MissedSearch]:
    """What was looked for and not found, the most often first; both days included."""
    return await listings.list_missed_searches(db, from_day=from_day, to_day=to_day, most=most)


async def _search(
    db: Reader, narrowed: Narrowed, *, sku: str | None, sku_part: str | None, skip: int, most: int
) -> list[FoundDocument]:
    part = None
    if sku_part is not None and len(sku_part) >= _SHORTEST_PART:
        part = "%" + sku_part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return await listings.search_products(
        db,
        **lists.asked(narrowed),
        name=narrowed.name,
        beginnings=list(narrowed.beginnings),
        sku=sku,
        sku_part=part,
        sku_rank=_RANK_OF_A_CODE if sku is not None and _is_code(sku) else _RANK_OF_A_WORD,
        most_candidates=narrowed.most_candidates,
        skip=skip,
        most=most,
    )


def _as_sku(q: str) -> str | None:
    """What could be a SKU or the beginning of one."""
    typed = q.strip().lower()
    return typed if typed and not any(letter.isspace() for letter in typed) else None


def _is_code(typed: str) -> bool:
    return any(letter.isdigit() or letter in "-_./" for letter in typed)
