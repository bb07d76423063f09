"""A row of the table: what was measured, what it is held against, and the ratio of the two."""

import statistics
from collections.abc import Callable

import msgspec


class Row(msgspec.Struct, kw_only=True):
    what: str
    ours: str
    yardstick: str
    ratio: str
    bar: str


def print_rows(rows: list[Row]) -> None:
    table = [
        ("what", "ours", "yardstick", "ratio", "bar"),
        *((r.what, r.ours, r.yardstick, r.ratio, r.bar) for r in rows),
    ]
    widths = [max(len(line[column]) for line in table) for column in range(5)]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def interleaved(rounds: int, *measures: Callable[[], float]) -> list[list[float]]:
    """The figures of each measure, taken in turn, so that a slow minute of the machine falls on all of them."""
    figures: list[list[float]] = [[] for _ in measures]
    for _ in range(rounds):
        for found, measure in zip(figures, measures, strict=True):
            found.append(measure())
    return figures


def ratio(ours: list[float], yardstick: list[float]) -> float:
    """The median of the ratios of the rounds."""
    return statistics.median(a / b for a, b in zip(ours, yardstick, strict=True))


def compared(what: str, ours: list[float], yardstick: list[float], unit: str, bar: str, *, digits: int = 2) -> Row:
    def shown(figures: list[float]) -> str:
        middle = statistics.median(figures)
        return f"{middle:,.0f} {unit}" if middle >= 100 else f"{middle:,.2f} {unit}"

    return Row(
        what=what,
        ours=shown(ours),
        yardstick=shown(yardstick),
        ratio=f"{ratio(ours, yardstick):.{digits}f}",
        bar=bar,
    )
