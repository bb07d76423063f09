"""The time, and the days of the store's own time zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This instant in UTC. Stored expiries are judged by PostgreSQL's clock instead, which all processes share."""
    return datetime.now(UTC)


def today(zone: ZoneInfo) -> date:
    return now().astimezone(zone).date()


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day in the store's zone; days of 23 and 25 hours come out right."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of the next day: ranges are half-open."""
    return start_of_day(day + timedelta(days=1), zone)
