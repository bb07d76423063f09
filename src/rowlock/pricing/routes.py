"""What an order costs beside its lines, over HTTP."""

from typing import Annotated

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from rowlock.db.database import Database
from rowlock.pricing import queries
from rowlock.pricing.types import ShippingMethod
from rowlock.settings import Settings


class ShippingMethods(msgspec.Struct):
    """The ways an order may travel; the first is taken when an order names none."""

    items: list[ShippingMethod]


class ShippingMethodController(Controller):
    path = "/shipping-methods"
    tags = ("Orders",)

    @get()
    async def list_shipping_methods(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        country: Annotated[
            str | None, QueryParameter(pattern=r"^[A-Z]{2}$(?!\n)", description="Where to: ISO 3166-1 alpha-2")
        ] = None,
    ) -> ShippingMethods:
        """Lists the ways an order may travel and what they cost."""
        async with database.reader() as db:
            return ShippingMethods(await queries.list_shipping_methods(db, currency=settings.currency))
