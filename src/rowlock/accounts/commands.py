"""Changes of accounts and of their sessions. None of them hashes a password: that would hold a transaction open."""

import secrets
from datetime import datetime
from uuid import UUID

import msgspec

from rowlock.accounts import rules, sql
from rowlock.accounts.errors import InvalidCredentials, InvalidLink, InvalidRefreshToken
from rowlock.accounts.rules import EmailAddress
from rowlock.accounts.types import Profile, Role, SessionRow, UpdateProfile
from rowlock.db.connections import Writer
from rowlock.db.database import RepeatTransaction
from rowlock.errors import NotFound
from rowlock.outbox.staging import stage
from rowlock.security.tokens import RefreshToken, VerificationToken


class RegisterUser(msgspec.Struct, frozen=True):
    email: EmailAddress
    full_name: str
    password_hash: str
    at: datetime


class CreateUser(msgspec.Struct, frozen=True):
    email: EmailAddress
    full_name: str
    password_hash: str
    role: Role


class AskVerification(msgspec.Struct, frozen=True):
    email: EmailAddress
    at: datetime


class VerifyEmail(msgspec.Struct, frozen=True):
    """A link, and the secrets of which one signed it."""

    token: VerificationToken
    secrets: list[str]


class StartSession(msgspec.Struct, frozen=True):
    """A log-in whose password fitted `password_hash`; `new_password_hash` is a stronger one of the same password."""

    user_id: UUID
    password_hash: str
    new_password_hash: str | None
    device: str | None
    address: str | None


class RefreshSession(msgspec.Struct, frozen=True):
    token: RefreshToken
    secrets: list[str]


class EndSession(msgspec.Struct, frozen=True):
    user_id: UUID
    session_id: UUID


class ChangeProfile(msgspec.Struct, frozen=True):
    user_id: UUID
    change: UpdateProfile


async def register_user(db: Writer, command: RegisterUser) -> None:
    """Registers an address, and has a mail tell its owner what to do. Whoever registers cannot see whether it had an
    account: then the mail says so. An address that nobody verified is registered anew, and older links to it are void.
    """
    user = await sql.register_user(
        db,
        email=command.email.text,
        email_key=command.email.key,
        full_name=command.full_name,
        password_hash=command.password_hash,
    )
    if user is None:
        raise RepeatTransaction
    if user.is_open:
        await stage(
            db,
            "send_email_verification",
            dedup_key=f"email_verification:{user.id}:{user.registration}",
            user_id=user.id,
            registration=user.registration,
        )
    else:
        await stage(
            db, "send_account_exists", dedup_key=f"account_exists:{user.id}:{command.at:%Y%m%d%H}", user_id=user.id
        )


async def create_user(db: Writer, command: CreateUser) -> UUID:
    """An account that is verified from the start; a vendor gets his vendor's page. EmailTaken where there is one."""
    return await sql.insert_user(
        db,
        email=command.email.text,
        email_key=command.email.key,
        full_name=command.full_name,
        role=command.role,
        vendor_id=await _new_vendor(db, command.full_name) if command.role == "vendor" else None,
        password_hash=command.password_hash,
    )


async def ask_verification(db: Writer, command: AskVerification) -> None:
    """Mails the link once more to an address that waits for it, once a minute at most; does nothing for any other."""
    user = await sql.find_registration(db, email_key=command.email.key)
    if user is None or user.is_verified:
        return
    await stage(
        db,
        "send_email_verification",
        dedup_key=f"email_verification:{user.id}:{user.registration}:{command.at:%Y%m%d%H%M}",
        user_id=user.id,
        registration=user.registration,
    )


async def verify_email(db: Writer, command: VerifyEmail) -> None:
    """Marks the address as verified. Mail scanners open links too: a second time changes nothing and is no mistake."""
    user = await sql.get_registration(db, user_id=command.token.user_id)
    if user is None or not command.token.matches(command.secrets, user.email_key, user.registration):
        raise InvalidLink
    if not user.is_verified:
        await sql.verify_email(db, user_id=user.id, email_key=user.email_key, registration=user.registration)


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
        lifetime_seconds=rules.REFRESH_SECONDS,
        user_agent=command.device,
        address=command.address,
    )
    if session is None:
        raise InvalidCredentials
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
        lifetime_seconds=rules.REFRESH_SECONDS,
        longest_seconds=rules.LONGEST_SESSION_SECONDS,
        grace_seconds=rules.GRACE_SECONDS,
    )
    if session is not None:
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


async def change_profile(db: Writer, command: ChangeProfile) -> Profile:
    change = command.change
    changed = await sql.update_profile(
        db,
        user_id=command.user_id,
        full_name=None if change.full_name is msgspec.UNSET else change.full_name,
        sets_phone=change.phone is not msgspec.UNSET,
        phone=None if change.phone is msgspec.UNSET else change.phone,
    )
    if changed is None:
        raise NotFound
    return changed


async def delete_expired_sessions(db: Writer, most: int) -> int:
    """Forgets sessions whose tokens are long worthless, and says how many."""
    return await sql.delete_expired_sessions(db, most=most)


async def _new_vendor(db: Writer, name: str) -> UUID:
    """A vendor of this name, or of one like it where the name is taken."""
    vendor_id = await sql.insert_vendor(db, name=name)
    while vendor_id is None:
        vendor_id = await sql.insert_vendor(db, name=f"{name} {secrets.token_hex(3)}")
    return vendor_id
