"""What providers tell of payments, over HTTP."""

from typing import Annotated

import msgspec
from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import PathParameter

from rowlock.db.database import Database
from rowlock.errors import NotFound
from rowlock.http.openapi import problems
from rowlock.http.requests import Request
from rowlock.orders import payment_flow
from rowlock.payments.errors import BadSignature
from rowlock.payments.providers.opened import Providers


class Received(msgspec.Struct):
    """The event is kept; it need not be sent again."""

    received: bool = True


class PaymentEventController(Controller):
    path = "/payments"
    tags = ("Orders",)

    @post("/{provider:str}/webhook", status_code=200, responses=problems(BadSignature, NotFound))
    async def receive_payment_event(
        self,
        request: Request,
        database: NamedDependency[Database],
        payment_providers: NamedDependency[Providers],
        provider: Annotated[str, PathParameter(max_length=20, pattern=r"^[a-z]+$", description="`stripe` or `paypal`")],
    ) -> Received:
        """Takes an event of a payment provider, whose signature is checked over the bytes as they came.

        The same event may come any number of times, and events in any order.
        """
        chosen = payment_providers.find(provider)
        if chosen is None:
            raise NotFound
        notice = await chosen.read_notice(request.headers, await request.body())
        await payment_flow.receive(database, chosen, notice)
        return Received()
