"""What an adjustment comes to, and what a link in a mail about stock is worth. Pure."""

from typing import Final
from uuid import UUID

from rowlock.accounts.errors import InvalidLink
from rowlock.errors import InvalidValue
from rowlock.inventory.errors import LocationInactive, NegativeLocation, NegativeStock, StockChanged
from rowlock.inventory.types import LARGEST_STOCK, LockedLocation, LockedStock
from rowlock.security import links

_PURPOSE: Final = "unsubscribe_stock_notices"


def check_form(delta: int | None, on_hand: int | None, expected: int | None) -> None:
    """An adjustment is a difference, or a number with the one that was expected."""
    if (delta is None) == (on_hand is None):
        raise InvalidValue.at("delta", "give either delta, or on_hand with expected")
    if (on_hand is None) != (expected is None):
        raise InvalidValue.at("expected", "on_hand and expected go together")


def delta_of(
    level: LockedStock,
    location: LockedLocation | None,
    delta: int | None,
    on_hand: int | None,
    expected: int | None,
) -> int:
    """By how much the locked stock changes, at the location where one is named, else over all."""
    there = level.at(location)
    if expected is not None and expected != there:
        raise StockChanged(f"{there} are there, {expected} were expected", on_hand=there)
    change = delta if delta is not None else (on_hand or 0) - there
    if there + change < 0:
        refusal = NegativeStock if location is None else NegativeLocation
        raise refusal(f"{there} are there, {-change} cannot be taken", on_hand=there)
    if level.on_hand + change > LARGEST_STOCK:
        raise InvalidValue.at("delta", f"more than {LARGEST_STOCK:,} cannot be kept")
    if change > 0 and location is not None and not location.is_active:
        raise LocationInactive
    return change


def unsubscribe_token(secrets: list[str], notice_id: UUID) -> str:
    """Proves that its holder got the mail of this notice."""
    return links.make(secrets, _PURPOSE, notice_id)


def read_unsubscribe_token(secrets: list[str], token: str) -> UUID:
    """The notice of a link of ours; InvalidLink for any other."""
    notice_id = links.read(secrets, _PURPOSE, token)
    if notice_id is None:
        raise InvalidLink
    return notice_id
