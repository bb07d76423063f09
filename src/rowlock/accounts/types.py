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
    """The newest refresh token of a session; a browser leaves it out and sends its cookies."""

    refresh_token: Annotated[str, Meta(min_length=20, max_length=200)] | None = None


class UpdateProfile(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What changes; what is not given stays. A `phone` of null takes it away."""

    full_name: FullName | UnsetType = UNSET
    phone: Phone | UnsetType | None = UNSET
    accepts_cart_reminders: bool | UnsetType = UNSET

    # A pattern's `$` lets one line break at the very end pass.
    def __post_init__(self) -> None:
        if isinstance(self.full_name, str):
            self.full_name = self.full_name.strip()
        if isinstance(self.phone, str):
            self.phone = self.phone.strip()


class ForgotPassword(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The address of the account whose password is forgotten."""

    email: Email


class ResetPassword(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The code of the newest mail: its six digits, or the long one of the same mail, which no lock stops."""

    email: Email
    otp: Annotated[str, Meta(pattern=r"^([0-9]{6}|[A-Za-z0-9_-]{43})$(?!\n)", examples=["012345"])]
    new_password: Password


class ChangePassword(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The password of today and the one from now on."""

    current_password: Annotated[str, Meta(min_length=1, max_length=128)]
    new_password: Password


class ChangeEmail(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The address from now on, and the password, since whoever has the address has the account."""

    email: Email
    password: Annotated[str, Meta(min_length=1, max_length=128)]


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
    """A user as he sees himself. Mails about a cart left behind are sent only to who `accepts_cart_reminders`."""

    id: UUID
    email: str
    full_name: str
    phone: str | None
    role: str
    accepts_cart_reminders: bool
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
    is_known_network: bool


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


class CookieSession(msgspec.Struct, frozen=True):
    """A session whose tokens are in cookies. Send `csrf_token` as `X-CSRF-Token` with every change."""

    csrf_token: str
    expires_in: int
    refresh_expires_in: int
    session: Literal["cookie"] = "cookie"


class GuessAnswer(msgspec.Struct, frozen=True):
    """Whether a guess may be looked at; else how long the lock lasts, 0 where only other guesses are in the way."""

    may_begin: bool
    locked_seconds: int


class ResetMail(msgspec.Struct, frozen=True):
    """Whose reset was begun, and where its mail goes."""

    user_id: UUID
    email: str


class PendingReset(msgspec.Struct, frozen=True):
    """What a code is judged by."""

    id: UUID
    user_id: UUID


class EmailChange(msgspec.Struct, frozen=True):
    """The address that somebody has, and the one that he wants."""

    old_email: str
    email: str
    email_key: str
    is_done: bool


class KeyHolder(msgspec.Struct, frozen=True):
    """Who calls with an API key, as he is now, and what the key may do."""

    id: UUID
    user_id: UUID
    role: str
    vendor_id: UUID | None
    email: str
    scopes: list[str]
    is_use_unknown: bool


Line = Annotated[str, Meta(min_length=1, max_length=200)]


class Address(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Where something goes. `country` is ISO 3166-1 alpha-2."""

    full_name: Line
    line1: Line
    line2: Annotated[str, Meta(max_length=200)] | None = None
    city: Line
    region: Annotated[str, Meta(max_length=200)] | None = None
    postal_code: Annotated[str, Meta(min_length=1, max_length=20)]
    country: Annotated[str, Meta(pattern=r"^[A-Z]{2}$(?!\n)", examples=["GB"])]
    phone: Annotated[str, Meta(max_length=40)] | None = None


class SaveAddress(Address, forbid_unknown_fields=True, kw_only=True):
    """An address for the book. The first one is the default, and another that says so takes its place."""

    is_default: bool = False


class SavedAddress(msgspec.Struct, frozen=True):
    """An address of the book. Order to it by its id."""

    id: UUID
    full_name: str
    line1: str
    line2: str | None
    city: str
    region: str | None
    postal_code: str
    country: str
    phone: str | None
    is_default: bool


UserStatus = Literal["active", "disabled", "erased"]


class User(msgspec.Struct, frozen=True):
    """A user as an admin sees him. `last_seen_at` is when one of his sessions last got new tokens.

    `orders` were not cancelled; `spent` is what they came to less what went back, in the store's currency.
    """

    id: UUID
    email: str
    full_name: str
    phone: str | None
    role: str
    status: str
    email_verified: bool
    vendor_id: UUID | None
    vendor_name: str | None
    created_at: datetime
    last_seen_at: datetime | None
    orders: int
    spent: int
    last_order_at: datetime | None


class SetRole(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """The role from now on. A vendor works for `vendor_id`, or for a new vendor of his own name."""

    role: Role
    vendor_id: UUID | None = None


class SetStatus(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Whether the account is open."""

    status: Literal["active", "disabled"]


class UserState(msgspec.Struct, frozen=True):
    """What an admin changes of a user."""

    role: str
    status: str
    vendor_id: UUID | None
    full_name: str


Scope = Literal[
    "catalogue:read",
    "catalogue:write",
    "orders:read",
    "orders:write",
    "pricing:read",
    "pricing:write",
    "inventory:read",
    "inventory:write",
    "analytics:read",
    "analytics:write",
    "transfers:read",
    "transfers:write",
    "users:read",
    "users:write",
    "audit:read",
    "operations:read",
    "operations:write",
]


class CreateKey(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a program will be allowed to do, and until when."""

    name: Annotated[
        str, Meta(min_length=1, max_length=100, pattern=r"^[^\u0000-\u001f\u007f]+$", examples=["storefront"])
    ]
    scopes: Annotated[list[Scope], Meta(min_length=1, max_length=20)]
    expires_at: Annotated[datetime, Meta(tz=True)] | None = None


class RotateKey(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """How long the old key stays good beside the new one: a day unless said otherwise, a week at most."""

    overlap_seconds: Annotated[int, Meta(ge=0, le=604_800)] = 86_400


class ApiKey(msgspec.Struct, frozen=True):
    """A key as its owner sees it later. `prefix` is how it begins; `last_used_at` is right to the minute."""

    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class NewApiKey(msgspec.Struct, frozen=True):
    """A key with its text, which is told this once only."""

    id: UUID
    name: str
    prefix: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None
    key: str
