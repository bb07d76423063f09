"""Reads customers from a CSV: one a row, and named mistakes. Knows no database.

The columns are `email`, a name, a phone and an address, or those of Shopify's customer export. No message repeats what
a cell says: they are kept longer than the file is.
"""

from collections.abc import Iterator
from typing import IO, Final

import msgspec

from rowlock import errors
from rowlock.accounts.imported import ImportedCustomer
from rowlock.accounts.rules import EmailAddress, parse_email
from rowlock.accounts.types import Address, FullName, Phone
from rowlock.transfers import cells, csv_rows
from rowlock.transfers.cells import Mistakes, Row
from rowlock.transfers.csv_rows import Columns
from rowlock.transfers.errors import UnreadableFile

_COLUMNS: Final[Columns] = {
    "email": ("email", "email address", "e-mail"),
    "full_name": ("full_name", "full name", "name"),
    "first_name": ("first name", "first_name"),
    "last_name": ("last name", "last_name"),
    "phone": ("phone",),
    "line1": ("line1", "address1", "default address address1"),
    "line2": ("line2", "address2", "default address address2"),
    "city": ("city", "default address city"),
    "region_code": ("province code", "default address province code"),
    "region": ("region", "province"),
    "postal_code": ("postal_code", "zip", "default address zip"),
    "country_code": ("country code", "default address country code"),
    "country": ("country",),
    "address_phone": ("default address phone",),
}
_REQUIRED: Final = ("email",)
_WHAT: Final = "CSV of customers"
_OF_ADDRESS: Final = ("line1", "line2", "city", "postal_code")
_MOST_NAME: Final = 200


class CustomerLine(msgspec.Struct, frozen=True):
    """One row of such a file, or what is wrong with it; `remark` is what was left out of a customer that comes in."""

    row: int
    customer: ImportedCustomer | None
    mistakes: list[tuple[int, str]]
    remark: str = ""

    @property
    def rows(self) -> int:
        return 1

    @property
    def item(self) -> str | None:
        """Nobody is named in a report."""
        return None


def header(data: bytes) -> None:
    """UnreadableFile where the beginning of a file is not that of a CSV of customers."""
    csv_rows.header(data, _COLUMNS, _REQUIRED, _WHAT)


def count(file: IO[bytes]) -> int:
    """Reads the whole file once, so that nothing comes in of a file that breaks off in the middle."""
    rows = sum(1 for _ in csv_rows.rows(file, _COLUMNS, _REQUIRED, _WHAT))
    if rows == 0:
        raise UnreadableFile("The file has no rows below its header")
    return rows


def customers(file: IO[bytes]) -> Iterator[CustomerLine]:
    """Every row, in order."""
    row_of_key: dict[str, int] = {}
    for row in csv_rows.rows(file, _COLUMNS, _REQUIRED, _WHAT):
        if row.is_blank:
            yield CustomerLine(row.number, None, [])
            continue
        mistakes = Mistakes()
        cells.check_width(row, mistakes)
        email = _email(row, row_of_key, mistakes)
        full_name = _full_name(row, email, mistakes)
        phone = _phone(row, mistakes)
        address, remark = _address(row, full_name)
        if mistakes.found or email is None:
            yield CustomerLine(row.number, None, mistakes.found)
        else:
            yield CustomerLine(
                row.number, ImportedCustomer(email.text, email.key, full_name, phone, address), [], remark
            )


def _email(row: Row, row_of_key: dict[str, int], mistakes: Mistakes) -> EmailAddress | None:
    given = row.get("email")
    if not given:
        mistakes.add(row.number, "Email is missing")
        return None
    try:
        email = parse_email(given[:1_000])
    except errors.InvalidValue:
        mistakes.add(row.number, "Email is not an address")
        return None
    if (before := row_of_key.setdefault(email.key, row.number)) != row.number:
        mistakes.add(row.number, f"This address is already given in row {before}")
    return email


def _full_name(row: Row, email: EmailAddress | None, mistakes: Mistakes) -> str:
    """Where the file has no name, the first part of the address stands for it."""
    given = row.get("full_name") or " ".join(filter(None, (row.get("first_name"), row.get("last_name"))))
    name = given or (email.text.partition("@")[0] if email is not None else "")
    if email is not None and not _fits(name, FullName):
        mistakes.add(row.number, f"The name is no line of at most {_MOST_NAME} characters")
    return name


def _phone(row: Row, mistakes: Mistakes) -> str | None:
    phone = _without_apostrophe(row.get("phone"))
    if phone and not _fits(phone, Phone):
        mistakes.add(row.number, "Phone is not a telephone number")
    return phone or None


def _address(row: Row, full_name: str) -> tuple[Address | None, str]:
    """An address that lacks something is left out, and the customer comes in without it."""
    if not any(row.get(column) for column in _OF_ADDRESS):
        return None, ""
    given = {
        "full_name": full_name,
        "line1": row.get("line1"),
        "line2": row.get("line2") or None,
        "city": row.get("city"),
        "region": row.get("region_code") or row.get("region") or None,
        "postal_code": _without_apostrophe(row.get("postal_code")),
        "country": (row.get("country_code") or row.get("country")).upper(),
        "phone": _without_apostrophe(row.get("address_phone") or row.get("phone")) or None,
    }
    try:
        return msgspec.convert(given, Address), ""
    except msgspec.ValidationError as error:
        column = str(error).rpartition("$.")[2].rstrip("`") or "something"
        return None, f"Without its address, where {column} is missing or cannot be"


def _fits(text: str, type: object) -> bool:
    try:
        msgspec.convert(text, type)
    except msgspec.ValidationError:
        return False
    return True


def _without_apostrophe(text: str) -> str:
    """Shopify writes one before numbers, so that spreadsheets keep their zeros."""
    return text.removeprefix("'")
