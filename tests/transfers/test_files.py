"""Tables in each format, read back by other libraries."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import openpyxl
import polars
import pytest

from rowlock.transfers import files
from rowlock.transfers.exported import Money

AT = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠x", " =1", ";=1", '"=1', "'=1", ",=1",
]  # fmt: skip
PLAIN = ["", "Ada", "a=b", "1-2", "Ä", "3.5", "été", "😀", "line\nbreak", 'quote "', "x;=1"]


class Line(msgspec.Struct, frozen=True):
    name: str
    note: str | None
    currency: str
    total: Money
    count: int | None
    at: datetime | None
    is_new: bool


def line(name: str = "Ada", **given: Any) -> Line:
    values: dict[str, Any] = {
        "note": None, "currency": "USD", "total": 1999, "count": 3, "at": AT, "is_new": True
    }  # fmt: skip
    return Line(name=name, **(values | given))


def written(format: Any, rows: list[Line], scratch: Path, batch: int = 2) -> bytes:
    file = io.BytesIO()
    table = files.open_table(file, format, Line, scratch)
    for start in range(0, len(rows), batch):
        table.write(rows[start : start + batch])
    table.close()
    return file.getvalue()


def sheet_of(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_run_is_known(text: str) -> None:
    assert files.is_formula(text)


@pytest.mark.parametrize("text", PLAIN)
def test_what_a_spreadsheet_only_shows_is_left_alone(text: str) -> None:
    assert not files.is_formula(text)


def test_a_workbook_has_real_numbers_dates_and_a_frozen_header(tmp_path: Path) -> None:
    rows = [line(), line(note="n", currency="JPY", total=500, count=None, at=None, is_new=False)]
    sheet = sheet_of(written("xlsx", rows, tmp_path))
    header, first, second = sheet.iter_rows()
    assert [cell.value for cell in header] == ["name", "note", "currency", "total", "count", "at (UTC)", "is_new"]
    assert all(cell.font.bold for cell in header)
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in first] == ["Ada", None, "USD", 19.99, 3, AT.replace(tzinfo=None), True]
    assert (first[3].number_format, second[3].number_format, second[3].value) == ("0.00", "0", 500)
    assert second[4].value is None
    assert second[5].value is None


def test_no_cell_of_a_workbook_is_a_formula(tmp_path: Path) -> None:
    rows = [line(name) for name in FORMULAS]
    sheet = sheet_of(written("xlsx", rows, tmp_path))
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)
    assert [cell.value for cell in cells][:4] == FORMULAS[:4]


def test_a_cell_too_long_for_a_workbook_is_cut_and_says_so(tmp_path: Path) -> None:
    sheet = sheet_of(written("xlsx", [line("x" * 40_000), line("😀" * 20_000), line("y" * 32_767)], tmp_path))
    long, wide, fits = (row[0].value for row in sheet.iter_rows(min_row=2))
    assert long.endswith("[cut]")
    assert len(long) == files.CELL_CHARACTERS
    assert wide.endswith("[cut]")
    assert len(wide.encode("utf-16-le")) // 2 <= files.CELL_CHARACTERS
    assert fits == "y" * 32_767


def test_what_a_workbook_could_not_hold_is_counted_in_it(tmp_path: Path) -> None:
    file = io.BytesIO()
    table = files.open_table(file, "xlsx", Line, tmp_path)
    table.write([line("x" * 40_000), line("y" * 40_000, note="a\x0bb"), line("Ada")])
    table.close()
    assert [note.rpartition(": ")[2] for note in table.notes] == ["2", "1"]
    sheets = openpyxl.load_workbook(io.BytesIO(file.getvalue())).worksheets
    assert [sheet.title for sheet in sheets] == ["Sheet1", "Notes"]
    assert [row[0].value for row in sheets[1].iter_rows()] == table.notes


def test_control_characters_do_not_reach_a_workbook(tmp_path: Path) -> None:
    sheet = sheet_of(written("xlsx", [line("a\x00b\x0bc\x1fd\te\nf")], tmp_path))
    assert sheet["A2"].value == "abcd\te\nf"


def test_a_full_sheet_is_followed_by_another(tmp_path: Path) -> None:
    file = io.BytesIO()
    table = files.XlsxTable(file, files.columns_of(Line), tmp_path, sheet_rows=4)
    table.write([line(f"n{i}") for i in range(7)])
    table.close()
    sheets = openpyxl.load_workbook(io.BytesIO(file.getvalue())).worksheets
    assert [[row[0].value for row in sheet.iter_rows()] for sheet in sheets] == [
        ["name", "n0", "n1", "n2"],
        ["name", "n3", "n4", "n5"],
        ["name", "n6"],
    ]
    assert [note.partition(":")[0] for note in table.notes] == ["The rows stand on 3 sheets"]


def test_parquet_has_decimals_instants_and_every_row_in_order(tmp_path: Path) -> None:
    rows = [line(f"n{i}", total=i, currency="JPY" if i == 1 else "USD", note=None) for i in range(5)]
    frame = polars.read_parquet(io.BytesIO(written("parquet", rows, tmp_path)))
    assert frame["name"].to_list() == [f"n{i}" for i in range(5)]
    assert frame["total"].to_list()[:3] == [Decimal("0"), Decimal("1"), Decimal("0.02")]
    assert frame["at"].to_list()[0] == AT
    assert frame["note"].to_list() == [None] * 5
    assert list(tmp_path.iterdir()) == []


def test_parquet_written_in_parts_is_one_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_PART_ROWS", 3)
    rows = [line(f"n{i}") for i in range(10)]
    frame = polars.read_parquet(io.BytesIO(written("parquet", rows, tmp_path)))
    assert frame["name"].to_list() == [f"n{i}" for i in range(10)]


@pytest.mark.parametrize("format", ["xlsx", "parquet"])
def test_an_empty_table_still_has_its_header(format: str, tmp_path: Path) -> None:
    data = written(format, [], tmp_path)
    if format == "xlsx":
        assert sheet_of(data)["A1"].value == "name"
    else:
        frame = polars.read_parquet(io.BytesIO(data))
        assert (frame.height, frame.columns[0]) == (0, "name")


def test_line_ends_of_rows_become_those_of_rfc_4180_and_those_of_cells_stay() -> None:
    cells = [["a", "b\nc"], ['say "x"\n', "d"], ["plain", ""]]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(cells)
    converted, lines = files.crlf(text.getvalue().encode())
    assert lines == 3
    assert converted.count(b"\r\n") == 3
    assert list(csv.reader(io.StringIO(converted.decode(), newline=""), strict=True)) == cells
