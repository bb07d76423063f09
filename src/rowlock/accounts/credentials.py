"""Whatever is decided by a password or a code: what reads and writes around hashing, which no transaction waits for."""

import secrets
from uuid import UUID

from rowlock import clock
from rowlock.accounts import queries, rules
from rowlock.accounts.commands import passwords as password_commands
from rowlock.accounts.commands import profile, registration, sessions
from rowlock.accounts.commands.guesses import Guess, forget_guesses
from rowlock.accounts.errors import AccountLocked, EmailNotVerified, InvalidCode, InvalidCredentials
from rowlock.accounts.guessing import guessing
from rowlock.accounts.types import Credentials, Register, ResetPassword, SessionRow, Tokens
from rowlock.db.database import Database
from rowlock.errors import InvalidValue
from rowlock.http.client_address import network_of
from rowlock.security import events, passwords, tokens
from rowlock.security.tokens import AccessTokens
from rowlock.settings import Settings


async def register(database: Database, settings: Settings, wanted: Register) -> None:
    """Takes the same steps for an address that has an account and for one that has none."""
    email = rules.parse_email(wanted.email)
    await refuse_weak("password", wanted.password, email.key, settings.store_name)
    password_hash = await passwords.hash_password(wanted.password)
    command = registration.RegisterUser(email, wanted.full_name, password_hash, clock.now())
    await database.run(registration.register_user, command)


async def log_in(
    database: Database,
    *,
    email: str,
    password: str,
    device: str | None,
    address: str | None,
    lifetime_seconds: int = rules.REFRESH_SECONDS,
) -> SessionRow:
    """A new session, good for so long without a refresh. An address without an account is refused in the words and in
    the time of a wrong password."""
    key = rules.parse_email(email).key
    found, guess = await _check_password(database, key, password, address)
    if not found.is_verified:
        await database.run(forget_guesses, guess)
        raise EmailNotVerified
    password_hash = found.password_hash or ""
    stronger = await passwords.hash_password(password) if passwords.needs_rehash(password_hash) else None
    command = sessions.StartSession(
        found.id, password_hash, stronger, device, address, key, guess.network, lifetime_seconds
    )
    return await database.run(sessions.start_session, command)


async def change_password(
    database: Database, settings: Settings, *, user_id: UUID, email: str, current: str, new: str, address: str | None
) -> None:
    """A new password for whoever knows the old one; every session of the account ends."""
    key = rules.parse_email(email).key
    await refuse_weak("new_password", new, key, settings.store_name)
    found, guess = await _check_password(database, key, current, address)
    new_hash = await passwords.hash_password(new)
    command = password_commands.ChangePassword(user_id, key, guess.network, found.password_hash or "", new_hash)
    await database.run(password_commands.change_password, command)
    events.report("password.changed")


async def reset_password(database: Database, settings: Settings, wanted: ResetPassword) -> None:
    """A new password for whoever reads the mail of an address.

    The steps are the same whether or not it has an account. Six digits are counted as guesses; the long code of the
    same mail needs no count, so that nobody can keep an owner out by guessing.
    """
    key = rules.parse_email(wanted.email).key
    await refuse_weak("new_password", wanted.new_password, key, settings.store_name)
    password_hash = await passwords.hash_password(wanted.new_password)
    if tokens.is_guessable(wanted.otp):
        try:
            async with guessing(database, Guess(rules.CODE_GUESSES, key, "")) as verdict:
                found = await _find_reset(database, settings, key, wanted.otp)
                verdict.is_wrong = found is None
        except AccountLocked:
            raise InvalidCode from None
    else:
        found = await _find_reset(database, settings, key, wanted.otp)
    if found is None:
        events.report("reset.refused")
        raise InvalidCode
    reset_id, user_id = found
    await database.run(password_commands.use_reset, password_commands.UseReset(key, user_id, reset_id, password_hash))
    events.report("password.reset", user_id=str(user_id))


async def ask_email_change(
    database: Database, *, user_id: UUID, email: str, new_email: str, password: str, address: str | None
) -> None:
    wanted = rules.parse_email(new_email)
    key = rules.parse_email(email).key
    _, guess = await _check_password(database, key, password, address)
    command = profile.AskEmailChange(user_id, wanted, email, key, guess.network)
    await database.run(profile.ask_email_change, command)


async def refuse_weak(path: str, password: str, *known: str) -> None:
    """InvalidValue where a password is too easy to guess for somebody who knows `known`."""
    reason = await passwords.check_weakness(password, *known)
    if reason is not None:
        raise InvalidValue.at(path, reason)


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


async def _check_password(
    database: Database, key: str, password: str, address: str | None
) -> tuple[Credentials, Guess]:
    """The account whose password it is, and the guess, which the command that follows must forget."""
    network = network_of(address or "")
    async with database.primary() as db:
        found = await queries.find_credentials(db, key, network)
    guess = Guess(rules.PASSWORD_GUESSES, key, network if found is not None and found.is_known_network else "")
    password_hash = found.password_hash if found is not None else None
    async with guessing(database, guess) as verdict:
        verdict.is_wrong = not await passwords.verify_password(password_hash, password)
    if verdict.is_wrong or found is None:
        events.report("login.refused")
        raise InvalidCredentials
    return found, guess


async def _find_reset(database: Database, settings: Settings, key: str, code: str) -> tuple[UUID, UUID] | None:
    async with database.primary() as db:
        reset = await queries.find_reset(db, key)
    if reset is None or not tokens.is_reset_code(settings.secrets, reset.id, reset.user_id, code):
        return None
    return reset.id, reset.user_id
