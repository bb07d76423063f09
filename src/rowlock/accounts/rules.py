"""What an address is, and who a text that claims to be one belongs to."""

import unicodedata
from typing import Final

import msgspec
from email_validator import EmailNotValidError, validate_email

from rowlock.errors import InvalidValue

REFRESH_SECONDS: Final = 7 * 86_400
LONGEST_SESSION_SECONDS: Final = 30 * 86_400
# How long a client whose answer got lost may ask again with the token it had.
GRACE_SECONDS: Final = 10
_LONGEST_DEVICE: Final = 300


class EmailAddress(msgspec.Struct, frozen=True):
    """An address as it is written to, and its key: the same for every way of typing it."""

    text: str
    key: str


def parse_email(text: str) -> EmailAddress:
    """Reads an address without asking the network. `Ada@Shop.example` and ` ada@shop.example` have one key.

    InvalidValue where it is none. Parts after a plus sign are part of the address: only its host knows better.
    """
    try:
        found = validate_email(
            unicodedata.normalize("NFKC", text).strip(), check_deliverability=False, strict=True
        ).normalized
    except EmailNotValidError as error:
        raise InvalidValue.at("email", str(error)) from None
    return EmailAddress(found, unicodedata.normalize("NFKC", found.casefold()))


def device_name(user_agent: str | None) -> str | None:
    """What a client says of itself, fit to be shown in a list."""
    return "".join(c for c in user_agent or "" if c.isprintable())[:_LONGEST_DEVICE] or None
