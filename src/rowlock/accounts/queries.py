"""Questions about accounts. All of them go to the primary: what somebody may do is never read from a replica."""

from uuid import UUID

from rowlock.accounts import sql
from rowlock.accounts.types import Credentials, LiveSession, Profile, Registration, SessionHolder
from rowlock.db.connections import Reader
from rowlock.errors import NotFound


async def find_credentials(db: Reader, email_key: str) -> Credentials | None:
    return await sql.find_credentials(db, email_key=email_key)


async def find_holder(db: Reader, *, session_id: UUID, user_id: UUID) -> SessionHolder | None:
    """Who a session belongs to; None unless session and account live."""
    return await sql.get_live_session(db, session_id=session_id, user_id=user_id)


async def find_registration(db: Reader, user_id: UUID) -> Registration | None:
    return await sql.get_registration(db, user_id=user_id)


async def get_profile(db: Reader, user_id: UUID) -> Profile:
    profile = await sql.get_profile(db, user_id=user_id)
    if profile is None:
        raise NotFound
    return profile


async def list_sessions(
    db: Reader, user_id: UUID, *, current_id: UUID, after: UUID | None, offset: int, limit: int
) -> tuple[list[LiveSession], int]:
    """The live sessions of a user, the newest first, and how many there are."""
    rows = await sql.list_sessions(db, user_id=user_id, current_id=current_id, after_id=after, skip=offset, most=limit)
    return rows, await sql.count_sessions(db, user_id=user_id)
