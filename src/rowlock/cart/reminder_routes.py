"""The link in a mail about a cart left behind, for people and for mail programs."""

import html
from typing import Annotated, Final

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import PathParameter

from rowlock.accounts.commands import profile
from rowlock.accounts.errors import InvalidLink
from rowlock.cart import rules
from rowlock.db.database import Database
from rowlock.http.gate import limited
from rowlock.http.openapi import problems
from rowlock.http.requests import Request
from rowlock.settings import Settings

LinkToken = Annotated[str, PathParameter(max_length=200, pattern=r"^[A-Za-z0-9._~-]+$", description="As in the mail")]

_POLICY: Final = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
_PAGE: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
{form}</main>
</body>
</html>
"""
_FORM: Final = '<form method="post"><button>Send me no more of these mails</button></form>\n'


class CartReminders(msgspec.Struct):
    """Whether there are mails about a cart left behind, and what to do about it."""

    message: str


class CartReminderController(Controller):
    path = "/cart-reminders/unsubscribe"
    tags = ("Cart",)

    @get("/{token:str}", opt=limited("auth"), responses=problems(InvalidLink, body=CartReminders))
    async def show_cart_reminders(
        self, request: Request, settings: NamedDependency[Settings], token: LinkToken
    ) -> Response[CartReminders] | Response[str]:
        """Shows what the link in a mail about a cart does, as a page to people, and changes nothing.

        Scanners of mails open links too: only a POST to the same address ends the mails.
        """
        rules.read_unsubscribe_token(settings.secrets, token)
        message = f"Mails about carts left behind at {settings.store_name}: a POST to this address ends them"
        title = f"Mails from {settings.store_name} about your cart"
        return _shown(request, message, title, "We remind you of what you left in your cart, once.", _FORM)

    @post("/{token:str}", status_code=200, opt=limited("auth"), responses=problems(InvalidLink, body=CartReminders))
    async def end_cart_reminders(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        token: LinkToken,
    ) -> Response[CartReminders] | Response[str]:
        """Ends the mails about carts left behind, for a person or for the button of a mail program (RFC 8058).

        It may be asked any number of times. `accepts_cart_reminders` of the profile lets them come again.
        """
        await database.run(profile.end_cart_reminders, rules.read_unsubscribe_token(settings.secrets, token))
        message = f"There will be no more mails from {settings.store_name} about your cart"
        return _shown(request, message, "Done", message + ".", "")


def _shown(request: Request, message: str, title: str, text: str, form: str) -> Response[CartReminders] | Response[str]:
    if "text/html" not in request.headers.get("accept", ""):
        return Response(CartReminders(message), status_code=200)
    page = _PAGE.format(title=html.escape(title), text=html.escape(text), form=form)
    return Response(page, status_code=200, media_type="text/html", headers={"Content-Security-Policy": _POLICY})
