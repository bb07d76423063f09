"""Mails about stock over HTTP: who waits for a variant, and which admin wants to know what runs low."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from rowlock.accounts.errors import InvalidLink
from rowlock.accounts.rules import parse_email
from rowlock.db.database import Database
from rowlock.errors import InvalidValue
from rowlock.http import unsubscribing
from rowlock.http.auth import Actor, requires_role
from rowlock.http.gate import limited
from rowlock.http.openapi import problems
from rowlock.http.requests import Request
from rowlock.http.unsubscribing import LinkToken, MailsEnded
from rowlock.inventory import queries, rules
from rowlock.inventory.commands import alerts, notices
from rowlock.inventory.types import AlertMails, NotifyMe
from rowlock.settings import Settings


class NoticeAsked(msgspec.Struct):
    """The same whatever there is: whoever waits gets one mail when it is back."""

    message: str = "If the variant is sold out, there will be a mail when it is back"


class StockNoticeController(Controller):
    path = "/products/{product_id:uuid}/notify-me"
    tags = ("Catalogue",)

    @post(status_code=202, opt=limited("auth"))
    async def ask_stock_notice(
        self,
        database: NamedDependency[Database],
        visitor: NamedDependency[Actor | None],
        product_id: FromPath[UUID],
        data: JSONBody[NotifyMe],
    ) -> NoticeAsked:
        """Asks for one mail when a sold out variant is back.

        Customers need give no address. The answer is the same whatever there is. When pieces come in, three people for
        each are told, who asked first; the next ones an hour later, while some are left. The mail has a link that ends
        all waiting of its address.
        """
        if visitor is None and data.email is None:
            raise InvalidValue.at("email", "a visitor gives an address")
        email = parse_email(data.email or (visitor.email if visitor is not None else ""))
        user_id = visitor.user_id if visitor is not None else None
        await database.run(notices.ask_notice, notices.AskNotice(product_id, data.variant_id, user_id, email))
        return NoticeAsked()

    @delete(status_code=204)
    async def end_stock_notice(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        product_id: FromPath[UUID],
        variant_id: Annotated[
            UUID | None, QueryParameter(description="Only this variant, otherwise all of the product")
        ] = None,
    ) -> None:
        """Ends one's own waiting; where there is none, nothing happens."""
        await database.run(notices.end_notice, notices.EndNotice(product_id, variant_id, actor.user_id))


class UnsubscribeController(Controller):
    path = "/stock-notices/unsubscribe"
    tags = ("Catalogue",)

    @get("/{token:str}", opt=limited("auth"), responses=problems(InvalidLink, body=MailsEnded))
    async def show_stock_notices(
        self, request: Request, settings: NamedDependency[Settings], token: LinkToken
    ) -> Response[MailsEnded] | Response[str]:
        """Shows what the link in a mail about a product that is back does, as a page to people, and changes nothing.

        Scanners of mails open links too: only a POST to the same address ends the mails.
        """
        rules.read_unsubscribe_token(settings.secrets, token)
        title = f"Mails about products that are back at {settings.store_name}"
        return unsubscribing.offered(request, title, "You asked to be told once something is back.")

    @post("/{token:str}", status_code=200, opt=limited("auth"), responses=problems(InvalidLink, body=MailsEnded))
    async def unsubscribe_stock_notices(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        token: LinkToken,
    ) -> Response[MailsEnded] | Response[str]:
        """Ends all waiting of an address, for a person or for the button of a mail program (RFC 8058).

        It may be asked any number of times.
        """
        await database.run(notices.unsubscribe, rules.read_unsubscribe_token(settings.secrets, token))
        return unsubscribing.ended(request, "There will be no more mails about products that are back")


class AlertMailController(Controller):
    path = "/admin/inventory/alerts/mails"
    tags = ("Admin: inventory",)
    guards = (requires_role("admin", area="inventory"),)

    @get()
    async def get_stock_alert_mails(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor]
    ) -> AlertMails:
        """Tells which mails about low stock one gets."""
        async with database.primary() as db:
            return await queries.get_alert_mails(db, actor.user_id)

    @put()
    async def choose_stock_alert_mails(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[AlertMails]
    ) -> AlertMails:
        """Chooses which mails about low stock one gets.

        `digest` comes at most once a day, with what ran low since the last one; `sold_out` within seconds, one for all
        that sold out together.
        """
        await database.run(alerts.choose_mails, alerts.ChosenMails(actor.user_id, data))
        return data
