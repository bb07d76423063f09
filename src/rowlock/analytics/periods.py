"""Which range of days a range is compared with: pure arithmetic of calendars."""

import calendar
from datetime import date, timedelta

import msgspec

from rowlock.analytics.types.figures import Period


class Spans(msgspec.Struct, frozen=True):
    """The sums that a range of days consists of, each by its first day."""

    years: list[date]
    months: list[date]
    days: list[date]


UNITS: dict[Period, str] = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}


def previous(period: Period, first: date, last: date, *, is_over: bool) -> tuple[date, date]:
    """The range before, of the same length: as many days, weeks, months or years earlier as the range touches.

    Months and years keep their days: 1 to 27 November is compared with 1 to 27 October. A range that is over and ends
    with its month is compared with one that does.
    """
    if period == "daily":
        days = timedelta(days=(last - first).days + 1)
        return first - days, last - days
    if period == "weekly":
        touched = (_monday(last) - _monday(first)).days // 7 + 1
        return first - timedelta(weeks=touched), last - timedelta(weeks=touched)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if period == "yearly":
        months = (last.year - first.year + 1) * 12
    ends_month = is_over and last.day == calendar.monthrange(last.year, last.month)[1]
    return _months_earlier(first, months), _months_earlier(last, months, to_end=ends_month)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _months_earlier(day: date, months: int, *, to_end: bool = False) -> date:
    at = day.year * 12 + day.month - 1 - months
    year, month = divmod(at, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, length if to_end else min(day.day, length))


def spans(first: date, last: date) -> Spans:
    """Whole years, whole months and the days that are left at both ends. PostgreSQL is told them one by one: of a join
    with a function it cannot know how little of the sums will be read.
    """
    found = Spans([], [], [])
    day = first
    while day <= last:
        if day.day == 1:
            year_end, month_end = day.replace(month=12, day=31), _end_of_month(day)
            if day.month == 1 and year_end <= last:
                found.years.append(day)
                day = year_end + timedelta(days=1)
                continue
            if month_end <= last:
                found.months.append(day)
                day = month_end + timedelta(days=1)
                continue
        found.days.append(day)
        day += timedelta(days=1)
    return found


def _end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
