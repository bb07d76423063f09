"""Money, numbers, dates and times as the reader writes them: in the locale of the browser and the store's time zone."""

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import babel
import msgspec
from babel import UnknownLocaleError, dates, numbers

from rowlock import money

_FALLBACK: Final = babel.Locale("en", "US")
_LONGEST_HEADER: Final = 200
_MOST_LANGUAGES: Final = 10
# Unions, parts of other countries and codes of tests that stand among the territories of CLDR.
_NO_COUNTRIES: Final = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])


class Formats(msgspec.Struct, frozen=True):
    """How one reader sees figures. `tag` is his language as HTML names it."""

    locale: babel.Locale
    zone: ZoneInfo
    currency: str

    @property
    def tag(self) -> str:
        return str(self.locale).replace("_", "-")

    def money(self, amount: int, currency: str | None = None) -> str:
        """An amount in the minor unit of its currency, the store's unless said otherwise."""
        code = currency or self.currency
        value = Decimal(amount).scaleb(-money.exponent(code))
        return numbers.format_currency(value, code, locale=self.locale)

    def rough_money(self, amount: int) -> str:
        """As on an axis: short, like `$12.5K`."""
        value = Decimal(amount).scaleb(-money.exponent(self.currency))
        return numbers.format_compact_currency(value, self.currency, locale=self.locale, fraction_digits=1)

    def number(self, value: float | Decimal) -> str:
        return numbers.format_decimal(value, locale=self.locale)

    def percent(self, part: float) -> str:
        """`0.125` is `12.5%`."""
        return numbers.format_percent(part, format=None, locale=self.locale, decimal_quantization=False)

    def points(self, percent: float) -> str:
        """`12.5` is `12.5%`, exactly as it was typed."""
        part = Decimal(str(percent)).scaleb(-2)
        return numbers.format_percent(part, format=None, locale=self.locale, decimal_quantization=False)

    def at(self, instant: datetime) -> str:
        """An instant in the store's time zone, to the minute."""
        return dates.format_datetime(instant, "short", tzinfo=self.zone, locale=self.locale)

    def day(self, day: date) -> str:
        return dates.format_date(day, "medium", locale=self.locale)

    def short_day(self, day: date) -> str:
        """Without the year, as on an axis."""
        return dates.format_skeleton("MMMd", day, locale=self.locale)

    def month(self, day: date) -> str:
        return dates.format_skeleton("yMMM", day, locale=self.locale)

    def ago(self, instant: datetime, now: datetime) -> str:
        return dates.format_timedelta(instant - now, add_direction=True, locale=self.locale)

    def country(self, code: str) -> str:
        """A country by its ISO code, `GB`, as the reader calls it; the code itself where it is none."""
        return str(self.locale.territories.get(code, code)) if len(code) == 2 else code

    def countries(self) -> list[tuple[str, str]]:
        """All countries, (code, name), in the order of their names."""
        named = [(code, str(name)) for code, name in self.locale.territories.items() if _is_country(code)]
        return sorted(named, key=lambda one: folded(one[1]))

    def country_code(self, typed: str) -> str | None:
        """The code of a country that somebody named by it, or as he or the English call it."""
        key = folded(typed)
        return _codes(self.locale).get(key) or _codes(_FALLBACK).get(key)

    def local(self, instant: datetime | None) -> str:
        """As an `<input type="datetime-local">` holds it, in the store's time zone; empty for none."""
        return "" if instant is None else instant.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M")

    def plain_money(self, amount: int | None, currency: str | None = None) -> str:
        """As a form holds it: decimal text with a point; empty for none."""
        return "" if amount is None else money.to_text(amount, currency or self.currency)


def formats_for(accept_language: str, zone: ZoneInfo, currency: str) -> Formats:
    """For a reader whose browser says this of his languages."""
    return Formats(_locale(accept_language[:_LONGEST_HEADER]), zone, currency)


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES


@lru_cache(maxsize=32)
def _codes(locale: babel.Locale) -> dict[str, str]:
    """The codes of all countries by their names and by themselves."""
    codes = [str(code) for code in locale.territories if _is_country(str(code))]
    return {folded(str(locale.territories[code])): code for code in codes} | {folded(code): code for code in codes}


def folded(name: str) -> str:
    """A name without its accents and capitals, by which names are sorted and compared."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


@lru_cache(maxsize=256)
def _locale(accept_language: str) -> babel.Locale:
    """The first language that the reader likes and that is known; American English where there is none."""
    weighed = []
    for place, part in enumerate(accept_language.split(",")[:_MOST_LANGUAGES]):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            weight = 0.0
        weighed.append((-weight, place, tag.strip()))
    for weight, _, tag in sorted(weighed):
        if weight < 0 and (found := _parsed(tag)) is not None:
            return found
    return _FALLBACK


def _parsed(tag: str) -> babel.Locale | None:
    for candidate in (tag, tag.partition("-")[0]):
        try:
            return babel.Locale.parse(candidate, sep="-")
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return None
