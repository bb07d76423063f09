"""Tables as XLSX and Parquet, written batch by batch into a file that cannot seek, in bounded memory; CSV's line ends.

PostgreSQL writes the CSV itself (`sql/transfers/copy_*.sql`): a million orders then cost hardly more than with psql's
own copy, and no row passes through Python.

Money is decimal text in CSV (`19.99`), a number in XLSX and a decimal of three places in Parquet. Instants are UTC:
RFC 3339 in CSV, real dates in XLSX, which knows no zones, and timestamps in Parquet.
"""

import re
import tempfile
import typing
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Final, Literal, Protocol

import msgspec

from rowlock import money
from rowlock.db.statements import without_none
from rowlock.transfers.exported import Money

# polars and xlsxwriter are imported where they are used: only a worker that writes such a file carries them.

Kind = Literal["text", "whole", "money", "instant", "truth"]
Rows = Sequence[msgspec.Struct]

# What Excel allows.
SHEET_ROWS: Final = 1_048_576
CELL_CHARACTERS: Final = 32_767
_CUT: Final = " … [cut]"

# Parquet holds all rows of one column in one scale: three places are exact for every currency.
_MONEY_PLACES: Final = 3
_ROW_GROUP: Final = 50_000
_PART_ROWS: Final = 20_000

# OWASP's list, with the full-width forms that spreadsheets read the same. Quotes, separators and white space before
# such a character do not hide it from every reader.
_FORMULA: Final = re.compile(r"[\t\r\0]|[ \n\v\f\"';,|]*[=+\-@＝＋－＠]")
_CONTROL: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Column(msgspec.Struct, frozen=True):
    """One column of a table."""

    name: str
    kind: Kind


class TableWriter(Protocol):
    """Takes rows in order; the file is complete after `close`. Heavy work: call it in a thread."""

    def write(self, rows: Rows) -> None: ...

    def close(self) -> None: ...


def open_table(
    file: IO[bytes], format: Literal["xlsx", "parquet"], row: type[msgspec.Struct], scratch: Path
) -> "XlsxTable | ParquetTable":
    """A writer for rows of one struct type. `scratch` is an existing folder for intermediate files."""
    columns = columns_of(row)
    if format == "xlsx":
        return XlsxTable(file, columns, scratch)
    return ParquetTable(file, columns, scratch)


def columns_of(row: type[msgspec.Struct]) -> list[Column]:
    """The columns of a struct type, by its annotations."""
    kinds: dict[Any, Kind] = {str: "text", int: "whole", Money: "money", datetime: "instant", bool: "truth"}
    hints = typing.get_type_hints(row, include_extras=True)
    return [Column(name, kinds[without_none(hints[name])]) for name in row.__struct_fields__]


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run this text instead of showing it."""
    return _FORMULA.match(text) is not None


def crlf(piece: bytes) -> tuple[bytes, int]:
    """PostgreSQL's CSV with the line ends of RFC 4180, and how many lines it has. Cells keep theirs.

    A piece begins and ends between rows, so whatever stands after an even number of quotes is outside of a cell.
    """
    if b'"' not in piece:
        return piece.replace(b"\n", b"\r\n"), piece.count(b"\n")
    parts = piece.split(b'"')
    lines = 0
    for place in range(0, len(parts), 2):
        if b"\n" in parts[place]:
            lines += parts[place].count(b"\n")
            parts[place] = parts[place].replace(b"\n", b"\r\n")
    return b'"'.join(parts), lines


class XlsxTable:
    """A workbook with real numbers and dates, a header that stays in sight, and a new sheet where one is full. What it
    could not hold as it was is counted in `notes` and on a last sheet."""

    def __init__(self, file: IO[bytes], columns: list[Column], scratch: Path, *, sheet_rows: int = SHEET_ROWS) -> None:
        from xlsxwriter import Workbook

        self._columns = columns
        self._places = range(len(columns))
        self._kinds = [column.kind for column in columns]
        self._currency = _currency_place(columns)
        self._sheet_rows = sheet_rows
        self._book = Workbook(
            file,
            {
                "constant_memory": True,
                "tmpdir": str(scratch),
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        add = self._book.add_format
        self._bold = add({"bold": True})
        self._date = add({"num_format": "yyyy-mm-dd hh:mm:ss"})
        # Excel's own mark for "this is text", which also outlives an edit of the cell.
        self._quoted = add({"quote_prefix": True})
        self._digits = {n: add({"num_format": "0." + "0" * n if n else "0"}) for n in (0, 2, 3)}
        self._sheet: Any = None
        self._row = 0
        self._sheets = 0
        self._cut = 0
        self._stripped = 0
        self._new_sheet()

    @property
    def notes(self) -> list[str]:
        """What whoever opens the file should know; complete after the last row."""
        several = f"The rows stand on {self._sheets} sheets: one of Excel's has {self._sheet_rows:,} at most"
        return [several, *self._losses()] if self._sheets > 1 else self._losses()

    def _losses(self) -> list[str]:
        found = []
        if self._cut:
            found.append(f"Texts cut to the {CELL_CHARACTERS:,} characters of a cell, and marked so: {self._cut:,}")
        if self._stripped:
            found.append(f"Texts without their control characters, which Excel does not read: {self._stripped:,}")
        return found

    def _new_sheet(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        for place, column in enumerate(self._columns):
            title = f"{column.name} (UTC)" if column.kind == "instant" else column.name
            width = {"text": 24, "instant": 20}.get(column.kind, 12)
            self._sheet.set_column(place, place, max(width, len(title) + 2))
            _check(self._sheet.write_string(0, place, title, self._bold))
        self._row = 1

    def write(self, rows: Rows) -> None:
        for row in rows:
            if self._row == self._sheet_rows:
                self._new_sheet()
            self._write_row(msgspec.structs.astuple(row))
            self._row += 1

    def _write_row(self, values: tuple[Any, ...]) -> None:
        sheet, line = self._sheet, self._row
        string, number = sheet.write_string, sheet.write_number
        digits = money.exponent(values[self._currency]) if self._currency is not None else 0
        unit, places = 10**digits, self._digits[digits]
        written = 0
        for place, kind, value in zip(self._places, self._kinds, values, strict=True):
            if value is None or value == "":
                continue
            if kind == "text":
                # Nearly every cell is short and plain, and needs no closer look.
                if value[0].isalnum() and len(value) < 1_000 and value.isprintable():
                    written |= string(line, place, value)
                else:
                    written |= self._write_text(line, place, value)
            elif kind == "money":
                written |= number(line, place, value / unit, places)
            elif kind == "whole":
                written |= number(line, place, value)
            elif kind == "instant":
                written |= sheet.write_datetime(line, place, value.astimezone(UTC).replace(tzinfo=None), self._date)
            else:
                written |= sheet.write_boolean(line, place, value)
        _check(written)

    def _write_text(self, line: int, place: int, value: str) -> int:
        if not value.isprintable():
            value, found = _CONTROL.subn("", value)
            self._stripped += found > 0
        if _utf16_length(value) > CELL_CHARACTERS:
            value = _cut(value)
            self._cut += 1
        style = self._quoted if is_formula(value) else None
        return int(self._sheet.write_string(line, place, value, style))

    def close(self) -> None:
        if losses := self._losses():
            sheet = self._book.add_worksheet("Notes")
            sheet.set_column(0, 0, 100)
            for line, note in enumerate(losses):
                _check(sheet.write_string(line, 0, note))
        self._book.close()


def _check(written: int) -> None:
    # xlsxwriter drops what it cannot write and only says so in what it returns.
    if written:
        raise ValueError(f"a cell could not be written (xlsxwriter says {written})")


def _utf16_length(text: str) -> int:
    """Excel counts as UTF-16 does: an emoji is two."""
    return len(text) if text.isascii() or len(text) * 2 <= CELL_CHARACTERS else len(text.encode("utf-16-le")) // 2


def _cut(text: str) -> str:
    kept = text.encode("utf-16-le")[: (CELL_CHARACTERS - len(_CUT)) * 2]
    return kept.decode("utf-16-le", errors="ignore") + _CUT


class ParquetTable:
    """zstd, row groups of 50,000, typed columns.

    polars writes no Parquet file piece by piece, so the batches wait as Arrow files in `scratch` and its streaming
    engine then copies them into one: the stable way, where a source of Python batches is still marked unstable.
    """

    notes: Final[list[str]] = []  # it holds everything as it is

    def __init__(self, file: IO[bytes], columns: list[Column], scratch: Path) -> None:
        import polars

        self._polars = polars
        self._file = file
        self._columns = columns
        self._currency = _currency_place(columns)
        self._folder = tempfile.TemporaryDirectory(dir=scratch, prefix="parquet-")
        self._parts: list[str] = []
        self._rows: list[tuple[Any, ...]] = []
        self._types = {
            "text": polars.String(),
            "whole": polars.Int64(),
            "money": polars.Decimal(18, _MONEY_PLACES),
            "instant": polars.Datetime("us", "UTC"),
            "truth": polars.Boolean(),
        }

    def write(self, rows: Rows) -> None:
        self._rows += map(msgspec.structs.astuple, rows)
        if len(self._rows) >= _PART_ROWS:
            self._write_part()

    def _write_part(self) -> None:
        polars = self._polars
        by_column = list(zip(*self._rows, strict=True)) or [()] * len(self._columns)
        currencies = by_column[self._currency] if self._currency is not None else ()
        series = []
        for column, values in zip(self._columns, by_column, strict=True):
            kind = self._types[column.kind]
            if column.kind == "money":
                texts = [
                    None if value is None else money.to_text(value, currency)
                    for value, currency in zip(values, currencies, strict=True)
                ]
                series.append(polars.Series(column.name, texts, polars.String()).cast(kind))
            else:
                series.append(polars.Series(column.name, values, kind))
        part = f"{self._folder.name}/{len(self._parts):06}.arrow"
        polars.DataFrame(series).write_ipc(part, compression="lz4")
        self._parts.append(part)
        self._rows.clear()

    def close(self) -> None:
        if self._rows or not self._parts:
            self._write_part()
        self._polars.scan_ipc(self._parts).sink_parquet(
            self._file, compression="zstd", row_group_size=_ROW_GROUP, maintain_order=True, engine="streaming"
        )
        self._folder.cleanup()


def _currency_place(columns: list[Column]) -> int | None:
    return next((place for place, column in enumerate(columns) if column.name == "currency"), None)
