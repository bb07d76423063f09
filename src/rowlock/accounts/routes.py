"""Accounts over HTTP: registering, logging in, sessions and the profile."""

from typing import Annotated
from uuid import UUID

import structlog
from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter

from rowlock import clock
from rowlock.accounts import commands, credentials, queries, rules
from rowlock.accounts.authentication import access_tokens
from rowlock.accounts.errors import (
    EmailNotVerified,
    InvalidCredentials,
    InvalidLink,
    InvalidRefreshToken,
    RefreshReused,
)
from rowlock.accounts.types import (
    EmailVerified,
    LiveSession,
    LogIn,
    Profile,
    Refresh,
    Register,
    ResendVerification,
    Tokens,
    UpdateProfile,
    VerificationSent,
)
from rowlock.db.database import Database
from rowlock.http.auth import Actor
from rowlock.http.openapi import CARRIES_TOKEN, problems
from rowlock.http.paging import Page, Paging
from rowlock.http.requests import Request
from rowlock.security import tokens
from rowlock.settings import Settings

_log = structlog.get_logger("rowlock.security")
_SORT = "newest"

LinkToken = Annotated[str, PathParameter(max_length=200, pattern=r"^[A-Za-z0-9._~-]+$", description="As in the mail")]


class AuthController(Controller):
    path = "/auth"
    tags = ("Accounts",)

    @post("/register", status_code=202)
    async def register(
        self, database: NamedDependency[Database], settings: NamedDependency[Settings], data: JSONBody[Register]
    ) -> VerificationSent:
        """Registers an address.

        The answer is always the same. The mail that follows holds a link to verify the address, or, where it has an
        account already, says so.
        """
        await credentials.register(database, settings, data)
        return VerificationSent()

    @get("/verify-email/{token:str}", responses=problems(InvalidLink))
    async def verify_email(
        self, database: NamedDependency[Database], settings: NamedDependency[Settings], token: LinkToken
    ) -> EmailVerified:
        """Verifies an address by the link that was mailed to it.

        It may be opened any number of times within its 24 hours.
        """
        try:
            read = tokens.read_verification_token(token, clock.now())
        except tokens.InvalidToken as error:
            raise InvalidLink(str(error)) from None
        await database.run(commands.verify_email, commands.VerifyEmail(read, settings.secrets))
        return EmailVerified()

    @post("/resend-verification", status_code=202)
    async def resend_verification(
        self, database: NamedDependency[Database], data: JSONBody[ResendVerification]
    ) -> VerificationSent:
        """Mails the link once more.

        The answer is the same whether or not the address waits for one. There is one mail a minute at most.
        """
        email = rules.parse_email(data.email)
        await database.run(commands.ask_verification, commands.AskVerification(email, clock.now()))
        return VerificationSent()

    @post("/login", status_code=200, opt=CARRIES_TOKEN, responses=problems(InvalidCredentials, EmailNotVerified))
    async def log_in(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        data: JSONBody[LogIn],
    ) -> Tokens:
        """Logs in.

        Send the access token as `Authorization: Bearer …`; it is good for half an hour. Before that is over, have the
        refresh token make the next pair.
        """
        try:
            session = await credentials.log_in(
                database,
                email=data.email,
                password=data.password,
                device=rules.device_name(request.headers.get("user-agent")),
                address=request.client.host if request.client else None,
            )
        except InvalidCredentials:
            _log.warning("login.refused")
            raise
        return credentials.tokens_of(session, settings, access_tokens(settings))

    @post("/refresh", status_code=200, opt=CARRIES_TOKEN, responses=problems(InvalidRefreshToken, RefreshReused))
    async def refresh(
        self, database: NamedDependency[Database], settings: NamedDependency[Settings], data: JSONBody[Refresh]
    ) -> Tokens:
        """Exchanges a refresh token for the next pair of tokens.

        Each is used once. A client that lost the answer may ask again within 10 seconds and gets the same one; a token
        that is older than that was stolen or copied, and ends its session. A session lives for 7 days after its last
        refresh, and for 30 days at most.
        """
        try:
            token = tokens.read_refresh_token(data.refresh_token)
        except tokens.InvalidToken:
            raise InvalidRefreshToken from None
        session = await database.run(commands.refresh_session, commands.RefreshSession(token, settings.secrets))
        if session.is_reused:
            _log.warning("session.refresh_reused", session_id=str(session.id))
            raise RefreshReused
        return credentials.tokens_of(session, settings, access_tokens(settings))

    @post("/logout", status_code=204)
    async def log_out(self, database: NamedDependency[Database], actor: NamedDependency[Actor]) -> None:
        """Ends this session.

        Its tokens stop working at once.
        """
        await database.run(commands.log_out, commands.EndSession(actor.user_id, actor.session_id))

    @post("/logout-all", status_code=204)
    async def log_out_everywhere(self, database: NamedDependency[Database], actor: NamedDependency[Actor]) -> None:
        """Ends every session of the account, this one too."""
        await database.run(commands.log_out_everywhere, actor.user_id)

    @get("/me")
    async def get_profile(self, database: NamedDependency[Database], actor: NamedDependency[Actor]) -> Profile:
        """Gives the profile of whoever asks."""
        async with database.primary() as db:
            return await queries.get_profile(db, actor.user_id)

    @patch("/me")
    async def update_profile(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[UpdateProfile]
    ) -> Profile:
        """Changes name or telephone number; what is not sent stays."""
        return await database.run(commands.change_profile, commands.ChangeProfile(actor.user_id, data))

    @get("/sessions")
    async def list_sessions(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], paging: NamedDependency[Paging]
    ) -> Page[LiveSession]:
        """Lists the sessions that are logged in, the newest first, with their devices and addresses."""
        async with database.primary() as db:
            rows, counted = await queries.list_sessions(
                db,
                actor.user_id,
                current_id=actor.session_id,
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
        await database.run(commands.end_session, commands.EndSession(actor.user_id, session_id))
