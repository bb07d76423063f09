"""The link in a mail about a cart left behind, for people and for mail programs."""

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from rowlock.accounts.commands import profile
from rowlock.accounts.errors import InvalidLink
from rowlock.cart import rules
from rowlock.db.database import Database
from rowlock.http import unsubscribing
from rowlock.http.gate import limited
from rowlock.http.openapi import problems
from rowlock.http.requests import Request
from rowlock.http.unsubscribing import LinkToken, MailsEnded
from rowlock.settings import Settings


class CartReminderController(Controller):
    path = "/cart-reminders/unsubscribe"
    tags = ("Cart",)

    @get("/{token:str}", opt=limited("auth"), responses=problems(InvalidLink, body=MailsEnded))
    async def show_cart_reminders(
        self, request: Request, settings: NamedDependency[Settings], token: LinkToken
    ) -> Response[MailsEnded] | Response[str]:
        """Shows what the link in a mail about a cart does, as a page to people, and changes nothing.

        Scanners of mails open links too: only a POST to the same address ends the mails.
        """
        rules.read_unsubscribe_token(settings.secrets, token)
        title = f"Mails about a cart left behind at {settings.store_name}"
        return unsubscribing.offered(request, title, "We remind you of what you left in your cart, once.")

    @post("/{token:str}", status_code=200, opt=limited("auth"), responses=problems(InvalidLink, body=MailsEnded))
    async def end_cart_reminders(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        token: LinkToken,
    ) -> Response[MailsEnded] | Response[str]:
        """Ends the mails about carts left behind, for a person or for the button of a mail program (RFC 8058).

        It may be asked any number of times. `accepts_cart_reminders` of the profile lets them come again.
        """
        await database.run(profile.end_cart_reminders, rules.read_unsubscribe_token(settings.secrets, token))
        return unsubscribing.ended(request, f"There will be no more mails from {settings.store_name} about your cart")
