"""Sessions: begun by a log-in, moved on by refresh tokens, ended by whoever may."""

import secrets
from uuid import UUID

import msgspec

from rowlock.accounts import rules, sql
from rowlock.accounts.errors import InvalidCredentials, InvalidRefreshToken
from rowlock.accounts.types import SessionRow
from rowlock.db.connections import Writer
from rowlock.errors import NotFound
from rowlock.http.client_address import network_of
from rowlock.outbox.staging import stage
from rowlock.security.tokens import RefreshToken


class StartSession(msgspec.Struct, frozen=True):
    """A log-in whose password fitted `password_hash`; `new_password_hash` is a stronger one of the same password."""

    user_id: UUID
    password_hash: str
    new_password_hash: str | None
    device: str | None
    address: str | None
    email_key: str
    budget: str  # the network whose wrong guesses are forgotten
    lifetime_seconds: int = rules.REFRESH_SECONDS


class RefreshSession(msgspec.Struct, frozen=True):
    token: RefreshToken
    secrets: list[str]
    device: str | None
    address: str | None
    lifetime_seconds: int = rules.REFRESH_SECONDS


class EndSession(msgspec.Struct, frozen=True):
    user_id: UUID
    session_id: UUID


async def start_session(db: Writer, command: StartSession) -> SessionRow:
    password_hash = command.password_hash
    if command.new_password_hash is not None:
        await sql.upgrade_password_hash(
            db,
            user_id=command.user_id,
            password_hash=password_hash,
            new_password_hash=command.new_password_hash,
        )
        password_hash = command.new_password_hash
    session = await sql.insert_session(
        db,
        user_id=command.user_id,
        password_hash=password_hash,
        secret=secrets.token_bytes(32),
        lifetime_seconds=command.lifetime_seconds,
        user_agent=command.device,
        address=command.address,
        network=network_of(command.address or ""),
    )
    if session is None:
        raise InvalidCredentials
    purpose = rules.PASSWORD_GUESSES.purpose
    await sql.forget_guesses(db, purpose=purpose, email_key=command.email_key, network=command.budget)
    return session


async def refresh_session(db: Writer, command: RefreshSession) -> SessionRow:
    """Moves a session on to its next refresh token. An old token ends the session, which must be committed and is
    therefore no exception: `is_reused` says so.
    """
    token = command.token
    known = await sql.get_session(db, session_id=token.session_id)
    if known is None or not token.matches(command.secrets, known.secret):
        raise InvalidRefreshToken
    session = await sql.refresh_session(
        db,
        session_id=token.session_id,
        generation=token.generation,
        lifetime_seconds=command.lifetime_seconds,
        longest_seconds=rules.LONGEST_SESSION_SECONDS,
        grace_seconds=rules.GRACE_SECONDS,
        user_agent=command.device,
        address=command.address,
    )
    if session is not None:
        if session.is_reused:
            await stage(db, "send_refresh_reused", dedup_key=f"refresh_reused:{session.id}", user_id=session.user_id)
        return session
    # It has ended, maybe in the moment between: whoever holds one of its tokens is told why.
    ended = await sql.get_session(db, session_id=token.session_id)
    if ended is not None and ended.end_reason == "refresh_reused":
        return SessionRow(token.session_id, token.session_id, b"", 0, 0, True)
    raise InvalidRefreshToken


async def end_session(db: Writer, command: EndSession) -> None:
    """Ends one of a user's own sessions; its tokens stop working at once. NotFound where it is not live."""
    ended = await sql.end_session(db, session_id=command.session_id, user_id=command.user_id, reason="ended")
    if ended is None:
        raise NotFound


async def log_out(db: Writer, command: EndSession) -> None:
    await sql.end_session(db, session_id=command.session_id, user_id=command.user_id, reason="logout")


async def log_out_everywhere(db: Writer, user_id: UUID) -> None:
    await sql.end_sessions(db, user_id=user_id, reason="logout")


async def delete_expired_sessions(db: Writer, most: int) -> int:
    """Forgets sessions whose tokens are long worthless, and says how many."""
    return await sql.delete_expired_sessions(db, most=most)
