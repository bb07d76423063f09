"""The statements of `sql/accounts/`."""

from datetime import datetime
from uuid import UUID

from rowlock.accounts.imported import KnownCustomer, NewCustomer
from rowlock.accounts.types import (
    ApiKey,
    Credentials,
    EmailChange,
    GuessAnswer,
    KeyHolder,
    KnownSession,
    LiveSession,
    PendingReset,
    Profile,
    Registered,
    Registration,
    ResetMail,
    SavedAddress,
    SessionHolder,
    SessionRow,
    User,
    UserState,
)
from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement


@statement
async def register_user(
    db: Writer, *, email: str, email_key: str, full_name: str, password_hash: str
) -> Registered | None: ...


@statement
async def insert_user(
    db: Writer, *, email: str, email_key: str, full_name: str, role: str, vendor_id: UUID | None, password_hash: str
) -> UUID: ...


@statement
async def insert_vendor(db: Writer, *, name: str) -> UUID | None: ...


@statement
async def find_credentials(db: Reader, *, email_key: str, network: str) -> Credentials | None: ...


@statement
async def begin_guess(
    db: Writer,
    *,
    purpose: str,
    email_key: str,
    network: str,
    most: int,
    lock_seconds: int,
    patience_seconds: int,
) -> GuessAnswer | None: ...


@statement
async def fail_guess(db: Writer, *, purpose: str, email_key: str, network: str) -> int | None: ...


@statement
async def withdraw_guess(db: Writer, *, purpose: str, email_key: str, network: str) -> None: ...


@statement
async def forget_guesses(db: Writer, *, purpose: str, email_key: str, network: str) -> None: ...


@statement
async def forget_all_guesses(db: Writer, *, email_key: str) -> None: ...


@statement
async def delete_old_guesses(db: Writer, *, most: int) -> int: ...


@statement
async def begin_reset(
    db: Writer, *, email_key: str, reset_id: UUID, lifetime_seconds: int, pace_seconds: int, burst: int
) -> ResetMail | None: ...


@statement
async def find_reset(db: Reader, *, email_key: str) -> PendingReset | None: ...


@statement
async def use_reset(db: Writer, *, user_id: UUID, reset_id: UUID, password_hash: str) -> UUID | None: ...


@statement
async def change_password(db: Writer, *, user_id: UUID, password_hash: str, new_password_hash: str) -> UUID | None: ...


@statement
async def ask_email_change(db: Writer, *, user_id: UUID, email: str, email_key: str) -> None: ...


@statement
async def get_email_change(db: Reader, *, user_id: UUID) -> EmailChange | None: ...


@statement
async def change_email(db: Writer, *, user_id: UUID, email_key: str) -> UUID | None: ...


@statement
async def upgrade_password_hash(db: Writer, *, user_id: UUID, password_hash: str, new_password_hash: str) -> None: ...


@statement
async def find_registration(db: Reader, *, email_key: str) -> Registration | None: ...


@statement
async def get_registration(db: Reader, *, user_id: UUID) -> Registration | None: ...


@statement
async def verify_email(db: Writer, *, user_id: UUID, email_key: str, registration: int) -> UUID | None: ...


@statement
async def insert_session(
    db: Writer,
    *,
    user_id: UUID,
    password_hash: str,
    secret: bytes,
    lifetime_seconds: int,
    user_agent: str | None,
    address: str | None,
    network: str,
) -> SessionRow | None: ...


@statement
async def get_session(db: Reader, *, session_id: UUID) -> KnownSession | None: ...


@statement
async def refresh_session(
    db: Writer,
    *,
    session_id: UUID,
    generation: int,
    lifetime_seconds: int,
    longest_seconds: int,
    grace_seconds: int,
    user_agent: str | None,
    address: str | None,
) -> SessionRow | None: ...


@statement
async def get_live_session(db: Reader, *, session_id: UUID, user_id: UUID) -> SessionHolder | None: ...


@statement
async def end_session(db: Writer, *, session_id: UUID, user_id: UUID, reason: str) -> UUID | None: ...


@statement
async def end_sessions(db: Writer, *, user_id: UUID, reason: str) -> None: ...


@statement
async def list_sessions(
    db: Reader, *, user_id: UUID, current_id: UUID | None, after_id: UUID | None, skip: int, most: int
) -> list[LiveSession]: ...


@statement
async def count_sessions(db: Reader, *, user_id: UUID) -> int: ...


@statement
async def get_profile(db: Reader, *, user_id: UUID) -> Profile | None: ...


@statement
async def update_profile(
    db: Writer,
    *,
    user_id: UUID,
    full_name: str | None,
    sets_phone: bool,
    phone: str | None,
    accepts_cart_reminders: bool | None,
) -> Profile | None: ...


@statement
async def end_cart_reminders(db: Writer, *, user_id: UUID) -> None: ...


@statement
async def delete_expired_sessions(db: Writer, *, most: int) -> int: ...


@statement
async def list_addresses(
    db: Reader, *, user_id: UUID, after_id: UUID | None, skip: int, most: int
) -> list[SavedAddress]: ...


@statement
async def count_addresses(db: Reader, *, user_id: UUID) -> int: ...


@statement
async def get_address(db: Reader, *, address_id: UUID, user_id: UUID) -> SavedAddress | None: ...


@statement
async def lock_user(db: Writer, *, user_id: UUID) -> UUID | None: ...


@statement
async def unset_default_address(db: Writer, *, user_id: UUID) -> None: ...


@statement
async def insert_address(
    db: Writer,
    *,
    user_id: UUID,
    full_name: str,
    phone: str | None,
    line1: str,
    line2: str | None,
    city: str,
    region: str | None,
    postal_code: str,
    country: str,
    is_default: bool,
) -> SavedAddress: ...


@statement
async def update_address(
    db: Writer,
    *,
    address_id: UUID,
    user_id: UUID,
    full_name: str,
    phone: str | None,
    line1: str,
    line2: str | None,
    city: str,
    region: str | None,
    postal_code: str,
    country: str,
    is_default: bool,
) -> SavedAddress | None: ...


@statement
async def delete_address(db: Writer, *, address_id: UUID, user_id: UUID) -> bool | None: ...


@statement
async def promote_address(db: Writer, *, user_id: UUID) -> None: ...


@statement
async def erase_user(db: Writer, *, user_id: UUID) -> UUID | None: ...


@statement
async def lock_admins(db: Writer) -> list[UUID]: ...


@statement
async def get_user(db: Reader, *, user_id: UUID) -> User | None: ...


@statement
async def list_users(
    db: Reader,
    *,
    search: str | None,
    role: str | None,
    status: str | None,
    after_id: UUID | None,
    skip: int,
    most: int,
) -> list[User]: ...


@statement
async def count_users(db: Reader, *, search: str | None, role: str | None, status: str | None, most: int) -> int: ...


@statement
async def lock_user_state(db: Writer, *, user_id: UUID) -> UserState | None: ...


@statement
async def set_role(db: Writer, *, user_id: UUID, role: str, vendor_id: UUID | None) -> None: ...


@statement
async def set_status(db: Writer, *, user_id: UUID, status: str) -> None: ...


@statement
async def find_vendor(db: Reader, *, vendor_id: UUID) -> UUID | None: ...


@statement
async def insert_api_key(
    db: Writer,
    *,
    user_id: UUID,
    name: str,
    prefix: str,
    key_hash: bytes,
    scopes: list[str],
    expires_at: datetime | None,
) -> ApiKey: ...


@statement
async def list_api_keys(db: Reader, *, user_id: UUID, after_id: UUID | None, skip: int, most: int) -> list[ApiKey]: ...


@statement
async def count_api_keys(db: Reader, *, user_id: UUID) -> int: ...


@statement
async def find_api_key(db: Reader, *, key_hash: bytes) -> KeyHolder | None: ...


@statement
async def touch_api_key(db: Writer, *, key_id: UUID) -> None: ...


@statement
async def expire_api_key(db: Writer, *, key_id: UUID, user_id: UUID, seconds: int) -> ApiKey | None: ...


@statement
async def succeed_api_key(db: Writer, *, key_id: UUID, successor_id: UUID) -> None: ...


@statement
async def lock_imported_customers(db: Writer, *, email_keys: list[str]) -> list[KnownCustomer]: ...


@statement
async def insert_imported_customers(
    db: Writer, *, emails: list[str], email_keys: list[str], full_names: list[str], phones: list[str | None]
) -> list[NewCustomer]: ...


@statement
async def update_imported_customers(
    db: Writer, *, ids: list[UUID], full_names: list[str], phones: list[str | None]
) -> None: ...


@statement
async def delete_imported_addresses(db: Writer, *, user_ids: list[UUID]) -> None: ...


@statement
async def insert_imported_addresses(
    db: Writer,
    *,
    user_ids: list[UUID],
    full_names: list[str],
    phones: list[str | None],
    line1s: list[str],
    line2s: list[str | None],
    cities: list[str],
    regions: list[str | None],
    postal_codes: list[str],
    countries: list[str],
) -> None: ...
