"""Signing in and out of the admin's pages."""

from typing import Annotated, Any, Final

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Redirect

from rowlock.accounts import credentials, rules
from rowlock.accounts.authentication import SessionAuthenticator, access_tokens
from rowlock.accounts.commands import sessions
from rowlock.accounts.types import LogIn
from rowlock.db.database import Database
from rowlock.errors import RowlockError
from rowlock.http.auth import Actor, identify
from rowlock.http.client_address import address_of
from rowlock.http.cookies import SessionCookies
from rowlock.http.errors import InvalidToken
from rowlock.http.gate import limited
from rowlock.http.requests import Request
from rowlock.pages import forms
from rowlock.pages.rendering import page
from rowlock.pages.session import IDLE_SECONDS, cookies_of
from rowlock.security import events
from rowlock.settings import Settings

_HOME: Final = "/admin"

Next = Annotated[str | None, QueryParameter(max_length=2000, description="Where to go afterwards")]


class SignInController(Controller):
    path = "/"

    @get("/sign-in")
    async def show(self, request: Request, settings: NamedDependency[Settings], next: Next = None) -> Response[Any]:
        """The form; who is signed in already goes on."""
        try:
            actor = await identify(request)
        except InvalidToken:
            actor = None
        if actor is not None and actor.role == "admin":
            return Redirect(_safe(next), status_code=303)
        return page(request, settings, "sign_in", form=forms.empty(settings), next=next or "", refusal=None)

    @post("/sign-in", opt=limited("auth"))
    async def sign_in(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        session_cookies: NamedDependency[SessionCookies],
    ) -> Response[Any]:
        """A session of an admin. Somebody else is told that the pages are not for him, and gets none."""
        session_cookies.check_origin(request.scope)
        form = await forms.read(request, settings)
        next = form.text("next")
        try:
            wanted = form.to(LogIn, ignoring=("next",))
            begun = await credentials.log_in(
                database,
                email=wanted.email,
                password=wanted.password,
                device=rules.device_name(request.headers.get("user-agent")),
                address=address_of(request),
                lifetime_seconds=IDLE_SECONDS,
            )
        except RowlockError as refusal:
            if refusal.status >= 500:
                raise
            form.refusal = refusal
            return page(
                request, settings, "sign_in", status=refusal.status, form=form, next=next, refusal=refusal.detail
            )
        made = credentials.tokens_of(begun, settings, access_tokens(settings))
        actor = await SessionAuthenticator(database, settings).authenticate(made.access_token)
        if actor.role != "admin":
            await database.run(sessions.log_out, sessions.EndSession(actor.user_id, begun.id))
            events.report("role.refused", role=actor.role, path=request.scope["path"])
            words = "This account is not an admin's, so these pages are not for it."
            return page(request, settings, "sign_in", status=403, form=form, next=next, refusal=words)
        answer = Redirect(_safe(next), status_code=303)
        answer.cookies = cookies_of(begun, settings, session_cookies)
        return answer

    @post("/sign-out")
    async def sign_out(
        self,
        request: Request,
        database: NamedDependency[Database],
        session_cookies: NamedDependency[SessionCookies],
        actor: NamedDependency[Actor],
    ) -> Response[Any]:
        """Ends the session, and has the browser forget the pages it has kept."""
        if actor.session_id is not None:
            await database.run(sessions.log_out, sessions.EndSession(actor.user_id, actor.session_id))
        answer = Redirect("/admin/sign-in", status_code=303, headers={"Clear-Site-Data": '"cache"'})
        answer.cookies = session_cookies.end(request.scope)
        return answer


def _safe(next: str | None) -> str:
    """Only a page of these: a link that leads through the sign-in must not lead out of the shop."""
    is_ours = next is not None and (next == _HOME or next.startswith((_HOME + "/", _HOME + "?")))
    return next if next is not None and is_ours and "\\" not in next and next.isprintable() else _HOME
