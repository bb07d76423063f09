"""Links to the lists behind a figure: each gives exactly those orders that the figure was made of."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import quote_plus
from uuid import UUID

_ORDERS = "/api/v1/admin/orders"


def orders(from_day: date | None = None, to_day: date | None = None, **filters: Any) -> str:
    """Orders placed on these days that were not cancelled since."""
    return _link({"from": from_day, "to": to_day, "cancelled": "false", **filters})


def refunded(from_day: date | None = None, to_day: date | None = None, **filters: Any) -> str:
    """Orders of which something went back on these days."""
    days = {"refunded_from": from_day or date(1970, 1, 1), "refunded_to": to_day}
    return _link({**days, "cancelled": "false", **filters})


def end_of(unit: str, start: date) -> date:
    """The last day of the day, week, month or year that begins so."""
    if unit == "day":
        return start
    if unit == "week":
        return start + timedelta(days=6)
    if unit == "month":
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return start.replace(month=12, day=31)


def _link(filters: dict[str, Any]) -> str:
    given = [f"{name}={_quoted(value)}" for name, value in filters.items() if value is not None]
    return f"{_ORDERS}?{'&'.join(given)}"


def _quoted(value: Any) -> str:
    # Most of what a link names are days and ids, and an answer has hundreds of links.
    return str(value) if isinstance(value, (date, UUID)) else quote_plus(str(value))
