"""Customers as a file describes them, and as they are known already."""

from typing import Literal
from uuid import UUID

import msgspec

from rowlock.accounts.types import Address


class ImportedCustomer(msgspec.Struct, frozen=True):
    """A customer of a file. Where it has no phone or address, those that are known stay."""

    email: str
    email_key: str
    full_name: str
    phone: str | None = None
    address: Address | None = None


class CustomerOutcome(msgspec.Struct, frozen=True):
    """What became of one, and what there is to say about it."""

    outcome: Literal["created", "updated", "unchanged", "refused"]
    message: str = ""


class KnownCustomer(msgspec.Struct, frozen=True):
    """An account that a file names; `is_own` where its owner has verified it or set a password."""

    id: UUID
    email_key: str
    full_name: str
    phone: str | None
    is_customer: bool
    is_own: bool
    address: Address | None


class NewCustomer(msgspec.Struct, frozen=True):
    """An account that a file has made."""

    id: UUID
    email_key: str
