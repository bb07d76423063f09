"""Questions about accounts. All of them go to the primary: what somebody may do is never read from a replica."""

from uuid import UUID

import msgspec

from rowlock.accounts import rules, sql
from rowlock.accounts.types import (
    ApiKey,
    Credentials,
    EmailChange,
    KeyHolder,
    LiveSession,
    PendingReset,
    Profile,
    Registration,
    SavedAddress,
    SessionHolder,
    User,
)
from rowlock.db.connections import Reader
from rowlock.errors import NotFound


async def find_credentials(db: Reader, email_key: str, network: str) -> Credentials | None:
    return await sql.find_credentials(db, email_key=email_key, network=network)


async def find_holder(db: Reader, *, session_id: UUID, user_id: UUID) -> SessionHolder | None:
    """Who a session belongs to; None unless session and account live."""
    return await sql.get_live_session(db, session_id=session_id, user_id=user_id)


async def find_registration(db: Reader, user_id: UUID) -> Registration | None:
    return await sql.get_registration(db, user_id=user_id)


async def find_registration_of(db: Reader, email_key: str) -> Registration | None:
    return await sql.find_registration(db, email_key=email_key)


async def find_reset(db: Reader, email_key: str) -> PendingReset | None:
    """The reset that may still be used; None where there is none, or no account."""
    return await sql.find_reset(db, email_key=email_key)


async def find_email_change(db: Reader, user_id: UUID) -> EmailChange | None:
    return await sql.get_email_change(db, user_id=user_id)


async def find_api_key(db: Reader, key_hash: bytes) -> KeyHolder | None:
    """Who calls with a key; None unless key and account live."""
    return await sql.find_api_key(db, key_hash=key_hash)


async def get_profile(db: Reader, user_id: UUID) -> Profile:
    profile = await sql.get_profile(db, user_id=user_id)
    if profile is None:
        raise NotFound
    return profile


async def list_sessions(
    db: Reader, user_id: UUID, *, current_id: UUID | None, after: UUID | None, offset: int, limit: int
) -> tuple[list[LiveSession], int]:
    """The live sessions of a user, the newest first, and how many there are."""
    rows = await sql.list_sessions(db, user_id=user_id, current_id=current_id, after_id=after, skip=offset, most=limit)
    return rows, await sql.count_sessions(db, user_id=user_id)


async def list_addresses(
    db: Reader, user_id: UUID, *, after: UUID | None, offset: int, limit: int
) -> tuple[list[SavedAddress], int]:
    rows = await sql.list_addresses(db, user_id=user_id, after_id=after, skip=offset, most=limit)
    return rows, await sql.count_addresses(db, user_id=user_id)


async def get_address(db: Reader, user_id: UUID, address_id: UUID) -> SavedAddress:
    address = await sql.get_address(db, address_id=address_id, user_id=user_id)
    if address is None:
        raise NotFound
    return address


async def list_api_keys(
    db: Reader, user_id: UUID, *, after: UUID | None, offset: int, limit: int
) -> tuple[list[ApiKey], int]:
    """The keys of a user that are still good, the newest first, and how many there are."""
    rows = await sql.list_api_keys(db, user_id=user_id, after_id=after, skip=offset, most=limit)
    return rows, await sql.count_api_keys(db, user_id=user_id)


async def get_user(db: Reader, user_id: UUID) -> User:
    user = await sql.get_user(db, user_id=user_id)
    if user is None:
        raise NotFound
    return user


class UserFilter(msgspec.Struct, frozen=True):
    """Which users a list shows; `search` is a part of a name or an address."""

    search: str | None = None
    role: str | None = None
    status: str | None = None


async def list_users(
    db: Reader, chosen: UserFilter, *, after: UUID | None, offset: int, limit: int, most: int
) -> tuple[list[User], int]:
    """Users, the newest first, and how many there are, counted to `most`."""
    pattern = rules.contains(chosen.search) if chosen.search else None
    rows = await sql.list_users(
        db, search=pattern, role=chosen.role, status=chosen.status, after_id=after, skip=offset, most=limit
    )
    return rows, await sql.count_users(db, search=pattern, role=chosen.role, status=chosen.status, most=most)
