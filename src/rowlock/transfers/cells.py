"""Single cells of a CSV: each read to its type, or noted as a mistake of its row."""

import re
from decimal import Decimal, InvalidOperation
from typing import Final, Literal, get_args

import msgspec

from rowlock import money
from rowlock.catalogue import file_rules

Status = Literal["draft", "active", "archived"]

_HANDLE: Final = re.compile(r"[\w-]+(?:[.~][\w-]+)*")
_ADDRESS: Final = re.compile(r"(?:https?:)?//[^\s<>\"]+")
# As `files.is_formula`, for texts that do not begin with white space.
_FORMULA: Final = re.compile(r"[ \n\v\f\"';,|]*[=+\-@＝＋－＠]")
_TRUTHS: Final = {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}
_MOST_GRAMS: Final = 100_000_000
MOST_TAGS: Final = 100


class Row(msgspec.Struct, frozen=True):
    """One row of the file, with where each column that we read stands."""

    number: int
    values: list[str]
    places: dict[str, int]
    width: int

    def get(self, column: str) -> str:
        """The cell without white space around it; empty where the column or the cell is not there."""
        place = self.places.get(column)
        return plain(self.values[place].strip()) if place is not None and place < len(self.values) else ""

    @property
    def is_blank(self) -> bool:
        return not any(value.strip() for value in self.values)


class Mistakes:
    """What is wrong with one product, by row."""

    def __init__(self) -> None:
        self.found: list[tuple[int, str]] = []

    def add(self, row: int, message: str) -> None:
        self.found.append((row, message))


def plain(text: str) -> str:
    """A cell as it was before an export put an apostrophe in front of what a spreadsheet would run as a formula."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text, 1) else text


def neutral(text: str) -> str:
    """A text without white space around it as a cell that `plain` reads back."""
    return "'" + text if _FORMULA.match(text) else text


def shown(value: str) -> str:
    """A cell's text fit for a message."""
    return repr(value if len(value) <= 60 else value[:57] + "...")


def check_width(row: Row, mistakes: Mistakes) -> None:
    if any(value.strip() for value in row.values[row.width :]):
        mistakes.add(row.number, f"The row has {len(row.values)} cells, the header only {row.width}")


def key(row: Row) -> str:
    """The handle, by which rows belong together and an import finds its product again; case does not count."""
    return row.get("handle").casefold()


def handle(row: Row, mistakes: Mistakes) -> str:
    value = key(row)
    if len(value) > 200 or not _HANDLE.fullmatch(value):
        mistakes.add(
            row.number,
            f"Handle {shown(value)} must be at most 200 letters, digits and hyphens",
        )
    return value


def text(rows: list[Row], column: str, title: str, longest: int, mistakes: Mistakes) -> str | None:
    """What all rows of a product say of it together: the first filled cell, and none that says otherwise."""
    given = [(row.number, value) for row in rows if (value := row.get(column))]
    if not given:
        return None
    number, value = given[0]
    if len(value) > longest:
        mistakes.add(number, f"{title} is longer than {longest:,} characters")
    for other, differing in given[1:]:
        if differing != value and column in ("title", "option1_name", "option2_name", "option3_name"):
            mistakes.add(other, f"{title} {shown(differing)} differs from that of row {number}")
    return value


def short(row: Row, column: str, title: str, longest: int, mistakes: Mistakes) -> str | None:
    value = row.get(column)
    if len(value) > longest:
        mistakes.add(row.number, f"{title} is longer than {longest} characters")
    return value or None


def amount(row: Row, column: str, title: str, currency: str, mistakes: Mistakes) -> int | None:
    """A price in the currency's minor unit."""
    value = row.get(column)
    if not value:
        return None
    try:
        found = money.from_text(value[:100], currency)
    except ValueError as error:
        mistakes.add(row.number, f"{title}: {error}")
        return None
    if found < 0:
        mistakes.add(row.number, f"{title} {shown(value)} is below zero")
        return None
    return found


def whole(row: Row, column: str, title: str, most: int, mistakes: Mistakes) -> int | None:
    """A whole number; one below zero, which Shopify writes for what was oversold, counts as none left."""
    value = row.get(column)
    if not value:
        return None
    if not re.fullmatch(r"[+-]?[0-9]{1,15}(?:\.0*)?", value):
        mistakes.add(row.number, f"{title} {shown(value)} is not a whole number")
        return None
    found = int(value.partition(".")[0])
    if found > most:
        mistakes.add(row.number, f"{title} {shown(value)} is too large")
        return None
    return max(found, 0)


def grams(row: Row, mistakes: Mistakes) -> int | None:
    """Shopify writes grams whatever the unit, which only says how the shop shows them."""
    value = row.get("grams")
    if not value:
        return None
    try:
        found = Decimal(value[:40]) if value.isascii() else Decimal("NaN")
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 0 <= found <= _MOST_GRAMS:
        mistakes.add(row.number, f"Variant Grams {shown(value)} is not a weight in grams")
        return None
    return round(found)


def address(row: Row, column: str, title: str, mistakes: Mistakes) -> str | None:
    value = row.get(column)
    if not value:
        return None
    if len(value) > 2_000 or not _ADDRESS.fullmatch(value):
        mistakes.add(row.number, f"{title} {shown(value)} is not a web address")
        return None
    return "https:" + value if value.startswith("//") else value


def tags(rows: list[Row], mistakes: Mistakes) -> list[str]:
    number, given = next(((row.number, value) for row in rows if (value := row.get("tags"))), (0, ""))
    found = file_rules.tags(given)
    if len(found) > MOST_TAGS or any(len(tag) > 100 for tag in found):
        mistakes.add(number, f"Tags must be at most {MOST_TAGS}, each of at most 100 characters")
    return found


def status(rows: list[Row], mistakes: Mistakes) -> Status:
    """The Status column where it is filled, else what Published says; a product of which neither is said is a draft."""
    for row in rows:
        value = row.get("status").casefold()
        for known in get_args(Status):
            if value == known:
                found: Status = known
                return found
        if value == "unlisted":
            return "draft"
        if value:
            mistakes.add(row.number, f"Status {shown(value)} must be active, draft or archived")
            return "draft"
    for row in rows:
        value = row.get("published").casefold()
        if value and value not in _TRUTHS:
            mistakes.add(row.number, f"Published {shown(value)} must be true or false")
            return "draft"
        if value:
            return "active" if _TRUTHS[value] else "draft"
    return "draft"
