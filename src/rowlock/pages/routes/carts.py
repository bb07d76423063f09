"""Carts that customers left alone."""

from datetime import datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from rowlock import clock
from rowlock.cart import queries
from rowlock.db.database import Database
from rowlock.http.auth import requires_role
from rowlock.http.paging import COUNTED, Paging
from rowlock.http.requests import Request
from rowlock.pages.rendering import page
from rowlock.settings import Settings

_LATEST: Final = "latest"
_HOURS: Final = 24


class CartPages(Controller):
    path = "/carts"
    guards = (requires_role("admin", area="analytics"),)

    @get()
    async def list_abandoned_carts(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        hours: Annotated[int | None, QueryParameter(ge=1, le=8_760)] = None,
    ) -> Response[str]:
        left_for = hours or settings.cart_reminder_hours or _HOURS
        async with database.primary() as db:
            rows, counted = await queries.list_abandoned_carts(
                db,
                clock.now() - timedelta(hours=left_for),
                after=paging.after(tuple[datetime, UUID], sort=_LATEST, filters=left_for),
                offset=paging.offset,
                limit=paging.limit + 1,
                count_to=COUNTED + 1,
            )
        listed = paging.page(
            rows,
            counted,
            sort=_LATEST,
            filters=left_for,
            key=lambda cart: (cart.updated_at, cart.id),
            item=lambda cart: cart,
        )
        return page(
            request, settings, "carts", carts=listed, hours=left_for, are_reminded=bool(settings.cart_reminder_hours)
        )
