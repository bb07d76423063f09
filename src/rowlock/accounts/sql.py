"""The statements of `sql/accounts/`."""

from uuid import UUID

from rowlock.accounts.types import (
    Credentials,
    KnownSession,
    LiveSession,
    Profile,
    Registered,
    Registration,
    SessionHolder,
    SessionRow,
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
async def find_credentials(db: Reader, *, email_key: str) -> Credentials | None: ...


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
) -> SessionRow | None: ...


@statement
async def get_session(db: Reader, *, session_id: UUID) -> KnownSession | None: ...


@statement
async def refresh_session(
    db: Writer, *, session_id: UUID, generation: int, lifetime_seconds: int, longest_seconds: int, grace_seconds: int
) -> SessionRow | None: ...


@statement
async def get_live_session(db: Reader, *, session_id: UUID, user_id: UUID) -> SessionHolder | None: ...


@statement
async def end_session(db: Writer, *, session_id: UUID, user_id: UUID, reason: str) -> UUID | None: ...


@statement
async def end_sessions(db: Writer, *, user_id: UUID, reason: str) -> None: ...


@statement
async def list_sessions(
    db: Reader, *, user_id: UUID, current_id: UUID, after_id: UUID | None, skip: int, most: int
) -> list[LiveSession]: ...


@statement
async def count_sessions(db: Reader, *, user_id: UUID) -> int: ...


@statement
async def get_profile(db: Reader, *, user_id: UUID) -> Profile | None: ...


@statement
async def update_profile(
    db: Writer, *, user_id: UUID, full_name: str | None, sets_phone: bool, phone: str | None
) -> Profile | None: ...


@statement
async def delete_expired_sessions(db: Writer, *, most: int) -> int: ...
