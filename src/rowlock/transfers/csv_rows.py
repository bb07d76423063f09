"""The rows of a CSV in UTF-8, by the names of its columns. Knows files and text, no database.

A row is numbered as a spreadsheet shows it: the header is row 1, and a cell that spans lines makes no further row.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import IO, Final

from rowlock.transfers.cells import Row
from rowlock.transfers.errors import UnreadableFile

MOST_ROWS: Final = 1_000_000
"""What a file may have: every SKU of it is kept in memory while it is read."""

# Python's own limit of 131,072 would refuse a description that the catalogue has: 50,000 characters, each of which may
# be escaped.
_LONGEST_CELL: Final = 600_000

Columns = dict[str, tuple[str, ...]]
"""Our name of a column, with the names that a header may have for it, folded."""


def header(data: bytes, columns: Columns, required: tuple[str, ...], what: str) -> set[str]:
    """The columns that a file has, by its beginning."""
    reader = csv.reader(_lines(io.BytesIO(data)))
    try:
        found = next((cells for cells in reader if any(cell.strip() for cell in cells)), [])
    except (csv.Error, UnicodeDecodeError) as error:
        raise UnreadableFile(f"The header is not CSV in UTF-8: {error}") from None
    return set(_places(found, columns, required, what))


def rows(file: IO[bytes], columns: Columns, required: tuple[str, ...], what: str) -> Iterator[Row]:
    """UnreadableFile where the file is not UTF-8 text (with or without a byte order mark), not CSV, or lacks a
    column."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(_lines(file), strict=True)
    number = 0
    try:
        header: list[str] = []
        while not any(cell.strip() for cell in header) and (found := next(reader, None)) is not None:
            header = found
            number += 1
        places = _places(header, columns, required, what)
        width = len(header)
        for values in reader:
            number += 1
            if number > MOST_ROWS + 1:
                raise UnreadableFile(f"The file has more than {MOST_ROWS:,} rows: divide it")
            yield Row(number, values, places, width)
    except csv.Error as error:
        raise UnreadableFile(f"Near row {number + 1} this is not CSV: {error}") from None
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"Near row {number + 1} the file is not UTF-8 text: {error.reason}") from None


def _lines(file: IO[bytes]) -> Iterator[str]:
    """Lines with their ends kept, as csv wants them for cells that span lines."""
    text: Iterable[bytes] = file
    encoding = "utf-8-sig"
    for line in text:
        decoded = line.decode(encoding)
        encoding = "utf-8"
        if "\0" in decoded:
            raise UnreadableFile("The file holds NUL bytes: it is not a CSV in UTF-8")
        yield decoded


def _places(header: list[str], columns: Columns, required: tuple[str, ...], what: str) -> dict[str, int]:
    names = [name.strip().casefold() for name in header]
    places: dict[str, int] = {}
    for column, known in columns.items():
        found = [i for i, name in enumerate(names) if name in known]
        if len(found) > 1:
            raise UnreadableFile(f"The column {header[found[1]].strip()!r} is there twice")
        if found:
            places[column] = found[0]
    missing = [columns[column][0].title() for column in required if column not in places]
    if missing:
        hint = "; its columns must be separated by commas" if len(header) == 1 and ";" in header[0] else ""
        raise UnreadableFile(f"This is not a {what}: there is no column {', '.join(missing)}{hint}")
    return places
