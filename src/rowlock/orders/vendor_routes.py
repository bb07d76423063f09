"""Orders over HTTP, for the vendors whose goods they hold."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from rowlock.catalogue.vendor_routes import vendor_of
from rowlock.db.database import Database
from rowlock.http.auth import Actor, requires_role
from rowlock.http.paging import COUNTED, Page, Paging
from rowlock.orders import queries
from rowlock.orders.queries import OrderFilter, VendorOrderFilter
from rowlock.orders.routes import FromDay, ToDay, order_filter
from rowlock.orders.types import Status, VendorOrder
from rowlock.settings import Settings

_NEWEST: Final = "newest"


class VendorOrderController(Controller):
    path = "/vendor/orders"
    tags = ("Vendors",)
    guards = (requires_role("vendor", area="orders"),)

    @get()
    async def list_vendor_orders(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        paging: NamedDependency[Paging],
        status: Annotated[list[Status] | None, QueryParameter(max_items=7, description="Only these")] = None,
        from_day: FromDay = None,
        to_day: ToDay = None,
    ) -> Page[VendorOrder]:
        """Lists orders that hold one's own goods, newest first.

        Of each order only one's own lines are shown. A line belongs to whoever was the product's vendor when it was
        ordered.
        """
        days = order_filter(settings, from_day, to_day, OrderFilter(statuses=status))
        chosen = VendorOrderFilter(
            vendor_id=vendor_of(actor),
            statuses=days.statuses,
            placed_from=days.placed_from,
            placed_to=days.placed_to,
        )
        after = paging.after(tuple[datetime, UUID], sort=_NEWEST, filters=chosen)
        async with database.listing() as db:
            counted = await queries.count_vendor_orders(db, chosen, most=COUNTED + 1)
            rows = await queries.list_vendor_orders(db, chosen, after=after, skip=paging.offset, most=paging.limit + 1)
        return paging.page(
            rows,
            counted,
            sort=_NEWEST,
            filters=chosen,
            key=lambda order: (order.placed_at, order.id),
            item=lambda order: order,
        )

    @get("/{order_id:uuid}")
    async def get_vendor_order(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], order_id: FromPath[UUID]
    ) -> VendorOrder:
        """Gives one's own lines of an order, with what it takes to pack them."""
        async with database.primary() as db:
            return await queries.get_vendor_order(db, order_id, vendor_of(actor))
