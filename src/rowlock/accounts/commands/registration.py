"""How an account comes to be, and its address to be verified. None of these hashes a password: that would hold a
transaction open.
"""

import secrets
from datetime import datetime
from uuid import UUID

import msgspec

from rowlock.accounts import sql
from rowlock.accounts.errors import InvalidLink
from rowlock.accounts.rules import EmailAddress
from rowlock.accounts.types import Role
from rowlock.db.connections import Writer
from rowlock.db.database import RepeatTransaction
from rowlock.outbox.staging import stage
from rowlock.security.tokens import VerificationToken


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
        vendor_id=await new_vendor(db, command.full_name) if command.role == "vendor" else None,
        password_hash=command.password_hash,
    )


async def ask_verification(db: Writer, command: AskVerification) -> None:
    """Has the link mailed once more, once a minute at most. Whether the address waits for one is asked by the worker:
    here every address costs the same.
    """
    key = command.email.key
    await stage(
        db, "remind_verification", dedup_key=f"remind_verification:{key}:{command.at:%Y%m%d%H%M}", email_key=key
    )


async def verify_email(db: Writer, command: VerifyEmail) -> None:
    """Marks the address as verified. Mail scanners open links too: a second time changes nothing and is no mistake."""
    user = await sql.get_registration(db, user_id=command.token.user_id)
    if user is None or not command.token.matches(command.secrets, user.email_key, user.registration):
        raise InvalidLink
    if not user.is_verified:
        await sql.verify_email(db, user_id=user.id, email_key=user.email_key, registration=user.registration)


async def new_vendor(db: Writer, name: str) -> UUID:
    """A vendor of this name, or of one like it where the name is taken."""
    vendor_id = await sql.insert_vendor(db, name=name)
    while vendor_id is None:
        vendor_id = await sql.insert_vendor(db, name=f"{name} {secrets.token_hex(3)}")
    return vendor_id
