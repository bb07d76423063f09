"""A new password: by a code that was mailed, or by the old one. Both end every session of the account."""

from datetime import datetime
from uuid import UUID

import msgspec

from rowlock.accounts import rules, sql
from rowlock.accounts.errors import InvalidCode, InvalidCredentials
from rowlock.accounts.rules import EmailAddress
from rowlock.accounts.types import ResetMail
from rowlock.db.connections import Writer
from rowlock.outbox.staging import stage


class AskReset(msgspec.Struct, frozen=True):
    email: EmailAddress
    at: datetime


class BeginReset(msgspec.Struct, frozen=True):
    """`reset_id` names the code: the same id again is the same code."""

    email_key: str
    reset_id: UUID


class UseReset(msgspec.Struct, frozen=True):
    """A reset whose code was right."""

    email_key: str
    user_id: UUID
    reset_id: UUID
    password_hash: str


class ChangePassword(msgspec.Struct, frozen=True):
    """`password_hash` is the one that the old password was just checked against."""

    user_id: UUID
    email_key: str
    network: str
    password_hash: str
    new_password_hash: str


async def ask_reset(db: Writer, command: AskReset) -> None:
    """Has a code mailed to an address, once a minute at most. Whether it has an account is asked by the worker: here
    every address costs the same.
    """
    key = command.email.key
    await stage(db, "send_password_reset", dedup_key=f"password_reset:{key}:{command.at:%Y%m%d%H%M}", email_key=key)


async def begin_reset(db: Writer, command: BeginReset) -> ResetMail | None:
    """Makes a new code the only one that counts; None where there is no account or its owner got enough mails."""
    return await sql.begin_reset(
        db,
        email_key=command.email_key,
        reset_id=command.reset_id,
        lifetime_seconds=rules.RESET_SECONDS,
        pace_seconds=rules.RESET_PACE_SECONDS,
        burst=rules.RESET_BURST - 1,
    )


async def use_reset(db: Writer, command: UseReset) -> None:
    """Sets the password and opens every lock of the account. InvalidCode where the code was used in the meantime."""
    used = await sql.use_reset(
        db, user_id=command.user_id, reset_id=command.reset_id, password_hash=command.password_hash
    )
    if used is None:
        raise InvalidCode
    await sql.forget_all_guesses(db, email_key=command.email_key)
    await _end_sessions(db, command.user_id, str(command.reset_id))


async def change_password(db: Writer, command: ChangePassword) -> None:
    """Sets the password. InvalidCredentials where it changed in the meantime."""
    changed = await sql.change_password(
        db,
        user_id=command.user_id,
        password_hash=command.password_hash,
        new_password_hash=command.new_password_hash,
    )
    if changed is None:
        raise InvalidCredentials
    purpose = rules.PASSWORD_GUESSES.purpose
    await sql.forget_guesses(db, purpose=purpose, email_key=command.email_key, network=command.network)
    await _end_sessions(db, command.user_id, None)


async def _end_sessions(db: Writer, user_id: UUID, dedup: str | None) -> None:
    await sql.end_sessions(db, user_id=user_id, reason="password_changed")
    key = None if dedup is None else f"password_changed:{dedup}"
    await stage(db, "send_password_changed", dedup_key=key, user_id=user_id)
