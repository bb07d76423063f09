"""The rhythm of a made-up shop: how many orders come in each hour of its two years. Pure."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from rowlock.demo.types import Period

LIFETIME: Final = timedelta(days=730)

# Shares of a usual hour: by hour of the day, by day from Monday, by month.
_DAY: Final = (3, 2, 1, 1, 1, 2, 4, 7, 10, 12, 13, 14, 15, 14, 13, 13, 14, 15, 17, 20, 22, 20, 14, 8)
_WEEK: Final = (11, 10, 10, 10, 11, 13, 15)
_YEAR: Final = (9, 8, 9, 9, 9, 8, 8, 8, 9, 10, 15, 17)

# One transaction each: large enough to be fast, small enough to show progress.
_ORDERS_IN_A_PERIOD: Final = 50_000


def plan_periods(orders: int, opened_at: datetime, until: datetime, zone: ZoneInfo) -> list[Period]:
    """Spreads `orders` over the hours: the shop grows, knows night and weekend and the weeks before Christmas."""
    hours = [opened_at + timedelta(hours=n) for n in range(int((until - opened_at) / timedelta(hours=1)))]
    grown = [n / len(hours) for n in range(len(hours))]
    weights = [_weight(hour.astimezone(zone)) * (0.5 + g) for hour, g in zip(hours, grown, strict=True)]
    whole, reached, placed = sum(weights), 0.0, [0]
    for weight in weights:
        reached += weight
        placed.append(round(orders * reached / whole))
    wanted = -(-orders // _ORDERS_IN_A_PERIOD)
    cuts = [0, *(_first_at_least(placed, orders * n // wanted) for n in range(1, wanted)), len(hours)]
    return [
        Period(
            number=number,
            from_at=hours[start],
            to_at=hours[end - 1] + timedelta(hours=1),
            hours=hours[start:end],
            befores=placed[start:end],
            counts=[b - a for a, b in pairwise(placed[start : end + 1])],
            grown=grown[start:end],
        )
        for number, (start, end) in enumerate(pairwise(cuts))
    ]


def seed_of(seed: int, number: int) -> float:
    """A starting point for PostgreSQL's generator, between -1 and 1, another one for each part of the work."""
    mixed = (seed * 0x9E3779B97F4A7C15 + (number + 1) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    mixed = ((mixed ^ (mixed >> 31)) * 0x94D049BB133111EB) & 0xFFFFFFFFFFFFFFFF
    return mixed / 2**63 - 1


def _weight(hour: datetime) -> int:
    return _DAY[hour.hour] * _WEEK[hour.weekday()] * _YEAR[hour.month - 1]


def _first_at_least(placed: list[int], wanted: int) -> int:
    return next(hour for hour, count in enumerate(placed) if count >= wanted)
