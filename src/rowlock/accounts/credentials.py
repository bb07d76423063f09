"""Registering and logging in: what reads and writes around a password, which is hashed outside of any transaction."""

import secrets

from rowlock import clock
from rowlock.accounts import commands, queries, rules
from rowlock.accounts.errors import EmailNotVerified, InvalidCredentials
from rowlock.accounts.types import Register, SessionRow, Tokens
from rowlock.db.database import Database
from rowlock.errors import InvalidValue
from rowlock.security import passwords, tokens
from rowlock.security.tokens import AccessTokens
from rowlock.settings import Settings


async def register(database: Database, settings: Settings, wanted: Register) -> None:
    """Takes the same steps for an address that has an account and for one that has none."""
    email = rules.parse_email(wanted.email)
    await refuse_weak(wanted.password, email.key, settings.store_name)
    password_hash = await passwords.hash_password(wanted.password)
    await database.run(
        commands.register_user, commands.RegisterUser(email, wanted.full_name, password_hash, clock.now())
    )


async def log_in(
    database: Database, *, email: str, password: str, device: str | None, address: str | None
) -> SessionRow:
    """A new session. An address without an account is refused in the words and in the time of a wrong password."""
    key = rules.parse_email(email).key
    async with database.primary() as db:
        found = await queries.find_credentials(db, key)
    password_hash = found.password_hash if found is not None else None
    is_right = await passwords.verify_password(password_hash, password)
    if found is None or password_hash is None or not is_right:
        raise InvalidCredentials
    if not found.is_verified:
        raise EmailNotVerified
    stronger = await passwords.hash_password(password) if passwords.needs_rehash(password_hash) else None
    return await database.run(
        commands.start_session, commands.StartSession(found.id, password_hash, stronger, device, address)
    )


async def refuse_weak(password: str, *known: str) -> None:
    """InvalidValue where a password is too easy to guess for somebody who knows `known`."""
    reason = await passwords.check_weakness(password, *known)
    if reason is not None:
        raise InvalidValue.at("password", reason)


def tokens_of(session: SessionRow, settings: Settings, access: AccessTokens) -> Tokens:
    """The access token and the present refresh token of a session."""
    return Tokens(
        access_token=access.issue(
            user_id=session.user_id, session_id=session.id, token_id=secrets.token_urlsafe(12), now=clock.now()
        ),
        token_type="Bearer",  # noqa: S106  # RFC 6750's name for the kind of token
        expires_in=tokens.ACCESS_SECONDS,
        refresh_token=tokens.refresh_token(settings.secrets, session.id, session.generation, session.secret),
        refresh_expires_in=session.expires_in,
    )
