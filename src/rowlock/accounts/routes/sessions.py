"""Sessions over HTTP: logging in, staying in, logging out."""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from rowlock.accounts import credentials, queries, rules
from rowlock.accounts.authentication import access_tokens
from rowlock.accounts.commands import sessions
from rowlock.accounts.errors import (
    AccountLocked,
    EmailNotVerified,
    InvalidCredentials,
    InvalidRefreshToken,
    RefreshReused,
)
from rowlock.accounts.types import CookieSession, LiveSession, LogIn, Refresh, SessionRow, Tokens
from rowlock.db.database import Database
from rowlock.http.auth import Actor
from rowlock.http.client_address import address_of
from rowlock.http.cookies import SessionCookies
from rowlock.http.errors import CsrfFailed
from rowlock.http.gate import limited
from rowlock.http.openapi import CARRIES_TOKEN, problems
from rowlock.http.paging import Page, Paging
from rowlock.http.requests import Request
from rowlock.security import events, tokens
from rowlock.settings import Settings

_SORT: Final = "newest"


class SessionController(Controller):
    path = "/auth"
    tags = ("Accounts",)

    @post(
        "/login",
        status_code=200,
        opt={**CARRIES_TOKEN, **limited("auth")},
        responses=problems(
            InvalidCredentials, EmailNotVerified, CsrfFailed, AccountLocked, body=Tokens | CookieSession
        ),
    )
    async def log_in(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        session_cookies: NamedDependency[SessionCookies],
        data: JSONBody[LogIn],
        session: Annotated[
            Literal["bearer", "cookie"], QueryParameter(description="Where the tokens go: into the answer or cookies")
        ] = "bearer",
    ) -> Response[bytes]:
        """Logs in.

        Send the access token as `Authorization: Bearer …`; it is good for half an hour. Before that is over, have the
        refresh token make the next pair. Five wrong passwords lock the account for 15 minutes against everybody but
        its owner in a network where he has logged in before; a new password by mail opens it.

        With `session=cookie` the tokens are in cookies that no script can read. Then send `csrf_token` as
        `X-CSRF-Token` with every change.
        """
        if session == "cookie":
            session_cookies.check_origin(request.scope)
        begun = await credentials.log_in(
            database, email=data.email, password=data.password, device=_device(request), address=address_of(request)
        )
        if session == "cookie":
            return _in_cookies(begun, settings, session_cookies)
        return _in_body(begun, settings)

    @post(
        "/refresh",
        status_code=200,
        opt={**CARRIES_TOKEN, **limited("auth")},
        responses=problems(InvalidRefreshToken, RefreshReused, CsrfFailed, body=Tokens | CookieSession),
    )
    async def refresh(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        session_cookies: NamedDependency[SessionCookies],
        data: JSONBody[Refresh],
    ) -> Response[bytes]:
        """Exchanges a refresh token for the next pair of tokens.

        Each is used once. A client that lost the answer may ask again within 10 seconds and gets the same one; a token
        that is older than that, or comes from another client, was stolen or copied, and ends its session. A session
        lives for 7 days after its last refresh, and for 30 days at most.

        A browser sends `{}` and its cookies, and gets the next ones.
        """
        sent = data.refresh_token
        from_cookie = sent is None
        if sent is None:
            sent = session_cookies.refresh_token(request.scope)
        try:
            token = tokens.read_refresh_token(sent or "")
        except tokens.InvalidToken:
            raise InvalidRefreshToken from None
        if from_cookie:
            session_cookies.check(request.scope, token.session_id)
        command = sessions.RefreshSession(token, settings.secrets, _device(request), address_of(request))
        moved = await database.run(sessions.refresh_session, command)
        if moved.is_reused:
            events.report("session.refresh_reused", session_id=str(moved.id))
            raise RefreshReused
        return _in_cookies(moved, settings, session_cookies) if from_cookie else _in_body(moved, settings)

    @post("/logout", status_code=204)
    async def log_out(
        self,
        request: Request,
        database: NamedDependency[Database],
        session_cookies: NamedDependency[SessionCookies],
        actor: NamedDependency[Actor],
    ) -> Response[None]:
        """Ends this session.

        Its tokens stop working at once.
        """
        await database.run(sessions.log_out, sessions.EndSession(actor.user_id, own_session(actor)))
        return Response(None, status_code=204, cookies=session_cookies.end(request.scope))

    @post("/logout-all", status_code=204)
    async def log_out_everywhere(
        self,
        request: Request,
        database: NamedDependency[Database],
        session_cookies: NamedDependency[SessionCookies],
        actor: NamedDependency[Actor],
    ) -> Response[None]:
        """Ends every session of the account, this one too."""
        await database.run(sessions.log_out_everywhere, actor.user_id)
        return Response(None, status_code=204, cookies=session_cookies.end(request.scope))

    @get("/sessions")
    async def list_sessions(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], paging: NamedDependency[Paging]
    ) -> Page[LiveSession]:
        """Lists the sessions that are logged in, the newest first, with their devices and addresses."""
        async with database.primary() as db:
            rows, counted = await queries.list_sessions(
                db,
                actor.user_id,
                current_id=own_session(actor),
                after=paging.after(UUID, sort=_SORT),
                offset=paging.offset,
                limit=paging.limit + 1,
            )
        return paging.page(rows, counted, sort=_SORT, key=lambda row: row.id, item=lambda row: row)

    @delete("/sessions/{session_id:uuid}")
    async def end_session(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], session_id: FromPath[UUID]
    ) -> None:
        """Ends one session, on whatever device it is."""
        await database.run(sessions.end_session, sessions.EndSession(actor.user_id, session_id))


def own_session(actor: Actor) -> UUID:
    """The session of a person; routes that declare no role let nobody else in."""
    assert actor.session_id is not None
    return actor.session_id


def _device(request: Request) -> str | None:
    return rules.device_name(request.headers.get("user-agent"))


def _in_body(session: SessionRow, settings: Settings) -> Response[bytes]:
    return _json(credentials.tokens_of(session, settings, access_tokens(settings)))


def _in_cookies(session: SessionRow, settings: Settings, cookies: SessionCookies) -> Response[bytes]:
    made = credentials.tokens_of(session, settings, access_tokens(settings))
    csrf = cookies.csrf_token(session.id)
    answer = _json(CookieSession(csrf, made.expires_in, made.refresh_expires_in))
    answer.cookies = cookies.begin(
        access=made.access_token,
        access_seconds=made.expires_in,
        refresh=made.refresh_token,
        refresh_seconds=made.refresh_expires_in,
        csrf=csrf,
    )
    return answer


def _json(answer: Any) -> Response[bytes]:
    return Response(msgspec.json.encode(answer), media_type="application/json")
