"""The session of a browser on the admin's pages, which must work without a script.

A form carries the CSRF token in a field, where a script would send a header; and who comes back with an old access
token is moved on to the next one by the server. A session that was not used for an hour is over.
"""

import time
from functools import cached_property
from typing import Any, Final

import structlog
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from rowlock.accounts import credentials, rules
from rowlock.accounts.authentication import access_tokens
from rowlock.accounts.commands import sessions
from rowlock.accounts.types import SessionRow
from rowlock.db.database import Database
from rowlock.errors import RowlockError
from rowlock.http.client_address import CLIENT
from rowlock.http.cookies import SessionCookies
from rowlock.http.headers import first_of
from rowlock.http.requests import Request
from rowlock.pages.forms import CSRF
from rowlock.pages.rendering import CARRIED
from rowlock.security import tokens
from rowlock.security.tokens import AccessTokens
from rowlock.settings import Settings

# A link to the orders that were sent to no country or no region, and one that takes them away; no form has such fields.
_MEANT_BLANK: Final = frozenset(
    prefix + name for prefix in (b"", CARRIED.encode()) for name in (b"country=", b"region=")
)

_log: Final = structlog.get_logger("rowlock.pages")

IDLE_SECONDS: Final = 3_600
# How old an access token may grow before it is exchanged, so that use is noticed long before idleness would be.
_RENEWED_AFTER: Final = 600
_FORMS: Final = (b"application/x-www-form-urlencoded", b"multipart/form-data")


class PageSession:
    """Middleware of the pages: makes of a browser's request what the api's guards understand."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._cookies = SessionCookies(settings)

    @cached_property
    def _tokens(self) -> AccessTokens:
        # Not before somebody comes: the api is described without a secret, too.
        return access_tokens(self._settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        changed: Any = scope
        if scope["query_string"]:
            changed["query_string"] = _without_blanks(scope["query_string"])
        if changed["method"] == "POST":
            await self._lift_csrf_token(changed, receive)
        renewed = await self._renewed(changed)
        if renewed is None:
            await self._app(scope, receive, send)
            return
        cookies = cookies_of(renewed, self._settings, self._cookies)
        made = {cookie.key: cookie.value for cookie in cookies}
        kept = "; ".join(f"{name}={value}" for name, value in made.items())
        changed["headers"] = [pair for pair in scope["headers"] if pair[0] != b"cookie"] + [(b"cookie", kept.encode())]
        set_cookies = [(b"set-cookie", cookie.to_header(header="").encode()) for cookie in cookies]

        async def send_with_cookies(message: Message) -> None:
            # A log-out or another log-in says itself what the cookies are from now on.
            if message["type"] == "http.response.start" and not any(n == b"set-cookie" for n, _ in message["headers"]):
                message["headers"] = [*message["headers"], *set_cookies]
            await send(message)

        await self._app(changed, receive, send_with_cookies)

    async def _lift_csrf_token(self, scope: Any, receive: Receive) -> None:
        kind = (first_of(scope, b"content-type") or b"").partition(b";")[0].strip().lower()
        if kind not in _FORMS:
            return
        token = (await Request(scope, receive).form()).get(CSRF)
        if isinstance(token, str) and token.isascii():
            scope["headers"] = [*scope["headers"], (b"x-csrf-token", token.encode())]

    async def _renewed(self, scope: Any) -> SessionRow | None:
        """The session moved on, where its access token is missing or has grown old and its refresh token is good."""
        sent = self._cookies.refresh_token(scope)
        if sent is None or self._is_young(self._cookies.access_token(scope)):
            return None
        database: Database = scope["litestar_app"].state["database"]
        try:
            command = sessions.RefreshSession(
                tokens.read_refresh_token(sent),
                self._settings.secrets,
                rules.device_name((first_of(scope, b"user-agent") or b"").decode("latin-1")),
                scope.get(CLIENT),
                IDLE_SECONDS,
            )
            session = await database.run(sessions.refresh_session, command)
        except (tokens.InvalidToken, RowlockError) as error:
            _log.info("page_session.ended", reason=type(error).__name__)
            return None
        return None if session.is_reused else session

    def _is_young(self, access_token: str | None) -> bool:
        try:
            claims = self._tokens.read(access_token or "")
        except tokens.InvalidToken:
            return False
        return time.time() < claims.iat + _RENEWED_AFTER


def _without_blanks(query: bytes) -> bytes:
    """A filter that was left empty is sent by browsers all the same."""
    return b"&".join(part for part in query.split(b"&") if not part.endswith(b"=") or part in _MEANT_BLANK)


def cookies_of(session: SessionRow, settings: Settings, cookies: SessionCookies) -> list[Any]:
    """The cookies of a session as it is now."""
    made = credentials.tokens_of(session, settings, access_tokens(settings))
    return cookies.begin(
        access=made.access_token,
        access_seconds=made.expires_in,
        refresh=made.refresh_token,
        refresh_seconds=made.refresh_expires_in,
        csrf=cookies.csrf_token(session.id),
    )
