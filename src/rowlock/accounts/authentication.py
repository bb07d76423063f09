"""Who holds an access token or an API key: checked here, and asked for in the primary."""

import time
from typing import Final

import structlog

from rowlock.accounts import queries
from rowlock.accounts.commands import api_keys
from rowlock.db.database import Database
from rowlock.http.auth import Actor
from rowlock.http.errors import InvalidToken
from rowlock.rate_limits.policies import PolicyName
from rowlock.security import tokens
from rowlock.security.tokens import AccessTokens
from rowlock.settings import Settings

_BELIEVED_SECONDS: Final = 60.0
_MOST_PRINCIPALS: Final = 10_000


class SessionAuthenticator:
    """Implements `rowlock.http.auth.Authenticator`.

    One indexed read for every request with a token, so that a log-out, another role or a disabled account is felt by
    the next request on every process, whatever became of Redis.
    """

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._tokens = access_tokens(settings)
        # By token, until when it is believed: for limits it is enough that it was good a moment ago.
        self._principals: dict[str, tuple[float, tuple[PolicyName, str]]] = {}

    def principal_of(self, token: str) -> tuple[PolicyName, str] | None:
        known = self._principals.get(token)
        if known is not None and time.monotonic() < known[0]:
            return known[1]
        if token.startswith(api_keys.PREFIX):
            return None  # not before the database has said that it is one
        try:
            claims = self._tokens.read(token)
        except tokens.InvalidToken:
            return None
        return self._remember(token, ("account", str(claims.sub)))

    def _remember(self, token: str, principal: tuple[PolicyName, str]) -> tuple[PolicyName, str]:
        if len(self._principals) >= _MOST_PRINCIPALS:
            self._principals.clear()
        self._principals[token] = (time.monotonic() + _BELIEVED_SECONDS, principal)
        return principal

    async def authenticate(self, token: str) -> Actor:
        if token.startswith(api_keys.PREFIX):
            return await self._holder_of_key(token)
        try:
            claims = self._tokens.read(token)
        except tokens.InvalidToken as error:
            raise InvalidToken(str(error)) from None
        async with self._database.primary() as db:
            holder = await queries.find_holder(db, session_id=claims.sid, user_id=claims.sub)
        if holder is None:
            raise InvalidToken("The session has ended")
        structlog.contextvars.bind_contextvars(user_id=str(claims.sub))
        return Actor(claims.sub, holder.role, claims.sid, holder.vendor_id, holder.email)

    async def _holder_of_key(self, key: str) -> Actor:
        async with self._database.primary() as db:
            holder = await queries.find_api_key(db, api_keys.hash_key(key))
        if holder is None:
            self._principals.pop(key, None)
            raise InvalidToken("This API key is not valid, or no longer")
        if holder.is_use_unknown:
            await self._database.run(api_keys.note_use, holder.id)
        self._remember(key, ("api_key", str(holder.id)))
        structlog.contextvars.bind_contextvars(user_id=str(holder.user_id), api_key_id=str(holder.id))
        return Actor(
            holder.user_id, holder.role, None, holder.vendor_id, holder.email, holder.id, frozenset(holder.scopes)
        )


def access_tokens(settings: Settings) -> AccessTokens:
    return AccessTokens(settings.secrets, settings.base_url)
