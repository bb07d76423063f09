"""What is wrong with a field, as somebody says it who does not program."""

import re
from typing import Any, Final

from rowlock.errors import RowlockError

# What msgspec says of a value, without its quotes. Its own words stay where none of these fits.
_WORDS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"This field is required", "Fill this in"),
        (r"Expected str of length >= 1", "Fill this in"),
        (r"Expected str of length >= (\d+)", "At least {0} characters"),
        (r"Expected str of length <= (\d+)", "At most {0} characters"),
        (r"Expected str matching regex '\^\[a-z0-9\].*", "Small letters, digits and single hyphens, like next-day"),
        (r"Expected str matching regex '\^\[A-Za-z0-9_-\].*", "Letters, digits, hyphens and underscores only"),
        (r"Expected array of length >= 1", "Name at least one"),
        (r"Expected array of length <= (\d+)", "At most {0}"),
        (r"Expected int >= (-?\d+)", "Not less than {0}"),
        (r"Expected int <= (-?\d+)", "Not more than {0}"),
        (r"Expected float >= (-?\d+)(?:\.0)?", "Not less than {0}"),
        (r"Expected float <= (-?\d+)(?:\.0)?", "Not more than {0}"),
        (r"Expected int.*, got .*", "A whole number, without a point"),
        (r"Expected float.*, got .*", "A number"),
        (r"Invalid enum value .*", "Choose one of those that are there"),
        (r"Invalid isoformat string.*", "A day and a time, like 2026-05-31T18:00"),
        (r"Invalid UUID", "There is no such thing"),
    )
)


def of_message(message: str) -> str:
    """A message about one value."""
    for pattern, words in _WORDS:
        if (found := pattern.fullmatch(message)) is not None:
            return words.format(*found.groups())
    return message


def of_refusal(refusal: RowlockError) -> str:
    """Why something was refused: each field by its name with what is wrong with it, else the refusal's own words."""
    found: list[Any] = refusal.extra.get("errors") or []
    if not found:
        return "" if refusal.detail == refusal.title else refusal.detail
    return " ".join(f"{_name(one['path'])}: {of_message(str(one['message']))}." for one in found)


def _name(path: str) -> str:
    """`tiers[1].from` is `Tiers 2 from`."""
    plain = re.sub(r"\[(\d+)\]", lambda place: f" {int(place[1]) + 1} ", path)
    return " ".join(re.split(r"[._\s]+", plain.strip())).removesuffix(" ids").capitalize()
