"""What an address is and who it belongs to, how often one may guess, and which scopes a role may give to a key."""

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

# A reset: its code is good for so long, and mails go out at this pace after the first few.
RESET_SECONDS: Final = 600
RESET_PACE_SECONDS: Final = 600
RESET_BURST: Final = 3
MOST_ADDRESSES: Final = 50
MOST_KEYS: Final = 50

# What the address of a closed account ends with: a name that no mail can go to (RFC 2606).
ERASED_SUFFIX: Final = "@erased.invalid"

VENDOR_SCOPES: Final = frozenset({"catalogue:read", "catalogue:write", "orders:read"})


class Budget(msgspec.Struct, frozen=True):
    """How many wrong guesses in a row lock what is guessed at, and for how long after the last of them."""

    purpose: str
    most: int
    lock_seconds: int


PASSWORD_GUESSES: Final = Budget("password", 5, 900)
CODE_GUESSES: Final = Budget("reset_code", 5, 3600)


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


def scopes_beyond(role: str, scopes: list[str]) -> list[str]:
    """The scopes that somebody of this role does not have himself, and so cannot give to a key."""
    if role == "admin":
        return []
    return [scope for scope in scopes if role != "vendor" or scope not in VENDOR_SCOPES]


def contains(text: str) -> str:
    """A LIKE pattern for text in small letters that has this in it; its characters stand for themselves."""
    literal = text.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{literal}%"
