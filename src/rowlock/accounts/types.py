"""Accounts as they cross the wire and come out of rows."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

Role = Literal["customer", "vendor", "admin"]
Email = Annotated[str, Meta(min_length=3, max_length=254, examples=["ada@shop.example"])]
Password = Annotated[str, Meta(min_length=8, max_length=128, examples=["correct-horse-battery"])]
# Begins with something to see and holds nothing that could end a line.
FullName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=200,
        pattern=r"^[^\s\u0000-\u001f\u007f][^\u0000-\u001f\u007f\u2028\u2029]*$",
        examples=["Ada Byron"],
    ),
]
Phone = Annotated[str, Meta(min_length=3, max_length=32, pattern=r"^\+?[0-9() .\/-]+$", examples=["+44 20 7946 0018"])]


class Register(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A new account."""

    email: Email
    password: Password
    full_name: FullName

    def __post_init__(self) -> None:
        self.full_name = self.full_name.strip()


class ResendVerification(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The address of an account that is not verified yet."""

    email: Email


class LogIn(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Who somebody is, and what only he knows."""

    email: Email
    password: Annotated[str, Meta(min_length=1, max_length=128)]


class Refresh(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The newest refresh token of a session."""

    refresh_token: Annotated[str, Meta(min_length=20, max_length=200)]


class UpdateProfile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What changes; what is not given stays. A `phone` of null takes it away."""

    full_name: FullName | UnsetType = UNSET
    phone: Phone | UnsetType | None = UNSET

    # A pattern's `$` lets one line break at the very end pass.
    def __post_init__(self) -> None:
        if isinstance(self.full_name, str):
            self.full_name = self.full_name.strip()
        if isinstance(self.phone, str):
            self.phone = self.phone.strip()


class VerificationSent(msgspec.Struct, frozen=True):
    """Whatever the address: who reads its mail learns more."""

    status: Literal["verification_sent"] = "verification_sent"


class EmailVerified(msgspec.Struct, frozen=True):
    """The address belongs to whoever opened the link."""

    email_verified: bool = True


class Tokens(msgspec.Struct, frozen=True):
    """What a client calls with, and what it gets the next ones with. Both times are in seconds."""

    access_token: str
    token_type: str
    expires_in: int
    refresh_token: str
    refresh_expires_in: int


class Profile(msgspec.Struct, frozen=True):
    """A user as he sees himself."""

    id: UUID
    email: str
    full_name: str
    phone: str | None
    role: str
    email_verified: bool
    created_at: datetime


class LiveSession(msgspec.Struct, frozen=True):
    """One log-in: the device as it names itself, and the address it came from."""

    id: UUID
    device: str | None
    address: str | None
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    is_current: bool


class Registered(msgspec.Struct, frozen=True):
    """`is_open` where the registration counts; else the address already belongs to somebody."""

    id: UUID
    registration: int
    is_open: bool


class Credentials(msgspec.Struct, frozen=True):
    """What a log-in is judged by."""

    id: UUID
    password_hash: str | None
    is_verified: bool


class Registration(msgspec.Struct, frozen=True):
    """What a verification link is judged by, and where its mail goes."""

    id: UUID
    email: str
    email_key: str
    registration: int
    is_verified: bool


class SessionRow(msgspec.Struct, frozen=True):
    """A session as its next tokens need it; `is_reused` where an old token has just ended it."""

    id: UUID
    user_id: UUID
    secret: bytes
    generation: int
    expires_in: int
    is_reused: bool


class KnownSession(msgspec.Struct, frozen=True):
    """What a refresh token is checked against."""

    secret: bytes
    end_reason: str | None


class SessionHolder(msgspec.Struct, frozen=True):
    """Who a live session belongs to, as he is now."""

    role: str
    vendor_id: UUID | None
    email: str
