"""Errors as pages, in the shop's words."""

from typing import Any, Final
from urllib.parse import quote

import litestar
from litestar import Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.types import ExceptionHandlersMap

from rowlock.errors import RowlockError
from rowlock.http import problems
from rowlock.http.errors import CsrfFailed
from rowlock.http.requests import Request
from rowlock.pages.rendering import page
from rowlock.settings import Settings

SIGN_IN: Final = "/admin/sign-in"

_WORDS: Final[dict[int, tuple[str, str]]] = {
    403: ("This is not for you", "Your account is not an admin's. Ask one of the shop's admins for the role."),
    404: ("There is no such page", "What you look for is not here, or not any more."),
    429: ("Too fast", "You have asked more often than the shop allows. Wait a minute and go on."),
    503: ("The shop is busy", "It could not answer just now. Nothing was changed; try again in a moment."),
}
_OTHERWISE: Final = ("That did not work", "Nothing was changed.")
_OUR_FAULT: Final = ("Something is broken", "It is our mistake and has been noted. Nothing was changed.")


def handlers(settings: Settings) -> ExceptionHandlersMap:
    """The exception handlers of the pages."""

    def handle(request: "litestar.Request[Any, Any, Any]", error: Exception) -> Response[Any]:
        refusal = problems.of_exception(error)
        if refusal.status == 401:
            return _sign_in(request)
        return error_page(Request(request.scope), settings, refusal)

    return {Exception: handle, HTTPException: handle}


def error_page(request: Request, settings: Settings, refusal: RowlockError) -> Response[Any]:
    title, words = _WORDS.get(refusal.status, _OUR_FAULT if refusal.status >= 500 else _OTHERWISE)
    if isinstance(refusal, CsrfFailed):
        title, words = "This form has grown old", "Go back, load the page again and repeat what you did."
    answer = page(
        request,
        settings,
        "error",
        status=refusal.status,
        title=title,
        words=words,
        detail=refusal.detail if 400 <= refusal.status < 500 and refusal.status not in _WORDS else None,
        request_id=request.scope.get("rowlock.request_id", ""),
    )
    answer.headers.update(refusal.headers)
    return answer


def _sign_in(request: "litestar.Request[Any, Any, Any]") -> Redirect:
    """To the sign-in, and from there back to where the reader was going."""
    target = request.url.path
    if request.method != "GET" or target == "/admin":
        return Redirect(SIGN_IN, status_code=303)
    if request.scope["query_string"]:
        target += "?" + request.scope["query_string"].decode("latin-1")
    return Redirect(f"{SIGN_IN}?next={quote(target, safe='')}", status_code=303)
