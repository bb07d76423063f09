"""Charts as SVG, drawn on the server: sizes and places in numbers, colours by the stylesheet's classes."""

from collections.abc import Sequence
from datetime import date
from typing import Final

import msgspec

from rowlock.analytics.types.figures import Period, SalesPoint
from rowlock.pages.formats import Formats

WIDTH: Final = 720
HEIGHT: Final = 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 8, 10, 24
_GRIDLINES: Final = 4
_MOST_LABELS: Final = 8
_STEPS: Final = (2, 4, 6, 8, 10)


class Bar(msgspec.Struct, frozen=True):
    """A period: where its bar stands, and what it is of."""

    x: float
    y: float
    width: float
    height: float
    label: str
    net: int
    orders: int
    drilldown: str


class Mark(msgspec.Struct, frozen=True):
    """A word at a place of an axis."""

    at: float
    text: str


class Chart(msgspec.Struct, frozen=True):
    """Bars for the revenue of each period, on a scale of round amounts."""

    bars: list[Bar]
    zero: float
    amounts: list[Mark]
    periods: list[Mark]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT


def of_sales(points: Sequence[SalesPoint], period: Period, formats: Formats) -> Chart:
    """The net revenue of each period. What went back may make it less than nothing: then its bar hangs below zero."""
    top = _rounded_up(max([point.net for point in points] + [1]))
    bottom = -_rounded_up(-min([point.net for point in points] + [0])) if any(p.net < 0 for p in points) else 0
    inner = HEIGHT - _TOP - _BOTTOM

    def y(amount: float) -> float:
        return round(_TOP + (top - amount) / (top - bottom) * inner, 2)

    step = (WIDTH - _LEFT - _RIGHT) / max(1, len(points))
    bars = [
        Bar(
            x=round(_LEFT + number * step + step * 0.12, 2),
            y=min(y(point.net), y(0)),
            width=round(step * 0.76, 2),
            height=round(abs(y(point.net) - y(0)), 2),
            label=label_of(point.start, period, formats),
            net=point.net,
            orders=point.orders,
            drilldown=point.drilldown,
        )
        for number, point in enumerate(points)
    ]
    every = -(-len(points) // _MOST_LABELS) or 1
    lines = range(_GRIDLINES + 1) if any(point.net for point in points) else range(1)
    amounts = [bottom + (top - bottom) * number / _GRIDLINES for number in lines]
    return Chart(
        bars=bars,
        zero=y(0),
        amounts=[Mark(y(amount), formats.rough_money(round(amount))) for amount in amounts],
        periods=[
            Mark(round(bar.x + bar.width / 2, 2), bar.label) for number, bar in enumerate(bars) if number % every == 0
        ],
    )


def label_of(start: date, period: Period, formats: Formats) -> str:
    """A period as the reader names it."""
    if period == "yearly":
        return str(start.year)
    return formats.month(start) if period == "monthly" else formats.short_day(start)


def _rounded_up(amount: int) -> int:
    """The next amount of which quarters are easily read: 2, 4, 6, 8 or 10 of its order of magnitude."""
    if amount <= 0:
        return 0
    size = int(10 ** (len(str(amount)) - 1))
    return next(round(size * step) for step in _STEPS if size * step >= amount)
