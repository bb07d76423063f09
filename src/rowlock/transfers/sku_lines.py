"""Reads prices and stock by SKU from a CSV: one line for each variant, and named mistakes. Knows no database.

Prices: `sku, price[, compare_at_price]`, decimal text in the store's currency as exports write it. Stock: `sku,
on_hand[, expected]`, or `sku, delta`. Other columns are left alone, so that an export can be edited and sent back.
"""

import re
from collections.abc import Iterator
from typing import IO, Final, Literal

import msgspec
from msgspec import UNSET

from rowlock.catalogue.types.imported import PriceLine, StockLine
from rowlock.inventory.types import LARGEST_STOCK
from rowlock.transfers import cells, csv_rows
from rowlock.transfers.cells import Mistakes, Row
from rowlock.transfers.csv_rows import Columns
from rowlock.transfers.errors import UnreadableFile

LineKind = Literal["prices", "stock"]

_COLUMNS: Final[dict[LineKind, Columns]] = {
    "prices": {
        "sku": ("sku", "variant sku"),
        "price": ("price", "variant price"),
        "compare_at": ("compare_at_price", "variant compare at price"),
        "currency": ("currency",),
    },
    "stock": {
        "sku": ("sku", "variant sku"),
        "on_hand": ("on_hand", "variant inventory qty"),
        "expected": ("expected",),
        "delta": ("delta",),
    },
}
_REQUIRED: Final[dict[LineKind, tuple[str, ...]]] = {"prices": ("sku", "price"), "stock": ("sku",)}
_WHAT: Final[dict[LineKind, str]] = {"prices": "CSV of prices", "stock": "CSV of stock"}
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,10}")


class Line(msgspec.Struct, frozen=True):
    """One row of such a file, or what is wrong with it."""

    row: int
    line: PriceLine | StockLine | None
    mistakes: list[tuple[int, str]]

    @property
    def rows(self) -> int:
        return 1

    @property
    def item(self) -> str | None:
        return self.line.sku if self.line is not None else None


def columns_of(data: bytes, kind: LineKind) -> set[str]:
    """The columns that a file has, by its beginning. UnreadableFile where they say nothing, or two things at once."""
    found = csv_rows.header(data, _COLUMNS[kind], _REQUIRED[kind], _WHAT[kind])
    if kind == "stock" and ("on_hand" in found) == ("delta" in found):
        raise UnreadableFile("A CSV of stock has either a column on_hand or a column delta")
    if "expected" in found and "on_hand" not in found:
        raise UnreadableFile("The column expected goes with on_hand")
    return found


def count(file: IO[bytes], kind: LineKind) -> int:
    """Reads the whole file once, so that nothing comes in of a file that breaks off in the middle."""
    rows = sum(1 for _ in csv_rows.rows(file, _COLUMNS[kind], _REQUIRED[kind], _WHAT[kind]))
    if rows == 0:
        raise UnreadableFile("The file has no rows below its header")
    return rows


def lines(file: IO[bytes], kind: LineKind, columns: set[str], currency: str) -> Iterator[Line]:
    """Every row, in order."""
    row_of_sku: dict[str, int] = {}
    for row in csv_rows.rows(file, _COLUMNS[kind], _REQUIRED[kind], _WHAT[kind]):
        mistakes = Mistakes()
        line: PriceLine | StockLine | None = None
        if not row.is_blank:
            sku = _sku(row, row_of_sku, mistakes)
            line = _price(row, sku, columns, currency, mistakes) if kind == "prices" else _stock(row, sku, mistakes)
        yield Line(row.number, None if mistakes.found else line, mistakes.found)


def _sku(row: Row, row_of_sku: dict[str, int], mistakes: Mistakes) -> str:
    cells.check_width(row, mistakes)
    sku = cells.short(row, "sku", "sku", 100, mistakes)
    if sku is None:
        mistakes.add(row.number, "sku is missing")
    elif (before := row_of_sku.setdefault(sku, row.number)) != row.number:
        mistakes.add(row.number, f"The SKU {sku[:100]} is already given in row {before}")
    return sku or ""


def _price(row: Row, sku: str, columns: set[str], currency: str, mistakes: Mistakes) -> PriceLine:
    if (given := row.get("currency")) not in ("", currency):
        mistakes.add(row.number, f"currency {cells.shown(given)}: this store sells in {currency}")
    price = cells.amount(row, "price", "price", currency, mistakes)
    if not row.get("price"):
        mistakes.add(row.number, "price is missing")
    compare_at = cells.amount(row, "compare_at", "compare_at_price", currency, mistakes)
    return PriceLine(sku, price or 0, compare_at if "compare_at" in columns else UNSET)


def _stock(row: Row, sku: str, mistakes: Mistakes) -> StockLine:
    on_hand, expected, delta = (_whole(row, column, mistakes) for column in ("on_hand", "expected", "delta"))
    if on_hand is None and delta is None and not mistakes.found:
        mistakes.add(row.number, "on_hand is missing" if "on_hand" in row.places else "delta is missing")
    return StockLine(sku, on_hand, expected, delta or 0)


def _whole(row: Row, column: str, mistakes: Mistakes) -> int | None:
    value = row.get(column)
    if not value:
        return None
    least = -LARGEST_STOCK if column == "delta" else 0
    if not _WHOLE.fullmatch(value) or not least <= int(value) <= LARGEST_STOCK:
        mistakes.add(row.number, f"{column} {cells.shown(value)} is not a whole number that stock can have")
        return None
    return int(value)
