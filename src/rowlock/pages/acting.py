"""What a form does: it runs a command, goes on to a page that says so, or comes back with what was typed."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Response
from litestar.response import Redirect

from rowlock.audit.refusals import record_refusal
from rowlock.errors import Forbidden, NotFound, RowlockError
from rowlock.http.requests import Request
from rowlock.pages.forms import Form


async def act(
    request: Request,
    form: Form,
    do: Callable[[], Awaitable[Any]],
    *,
    then: Callable[[Any], Redirect] | Redirect,
    again: Callable[[int], Awaitable[Response[str]]],
) -> Response[Any]:
    """Does it. A refusal by the shop is kept in the form, and `again(status)` shows the page with it; it is audited as
    one of the api is. What is not there, not allowed or not possible now is an error page.
    """
    try:
        result = await do()
    except RowlockError as refusal:
        if refusal.status >= 500 or type(refusal) in (Forbidden, NotFound):
            raise
        await record_refusal(refusal, request.scope)
        form.refusal = refusal
        return await again(refusal.status)
    return then if isinstance(then, Redirect) else then(result)
