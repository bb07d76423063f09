"""Stock over HTTP, for admins."""

from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from rowlock.db.database import Database
from rowlock.errors import NotFound
from rowlock.http.auth import Actor, requires_role
from rowlock.http.openapi import problems
from rowlock.http.paging import COUNTED, Page, Paging
from rowlock.inventory import commands, queries
from rowlock.inventory.errors import NegativeStock, StockChanged
from rowlock.inventory.types import AdjustedStock, AdjustStock, StockAlert, StockMovement

_NEWEST: Final = "newest"


class MovementFilter(msgspec.Struct, frozen=True):
    variant_id: UUID | None


class StockAlerts(msgspec.Struct):
    """What runs low, the emptiest first; at most 500."""

    items: list[StockAlert]


class InventoryController(Controller):
    path = "/admin/inventory"
    tags = ("Admin: inventory",)
    guards = (requires_role("admin", area="inventory"),)

    @post("/adjust", status_code=200, responses=problems(NotFound, StockChanged, NegativeStock))
    async def adjust_stock(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[AdjustStock]
    ) -> AdjustedStock:
        """Changes the stock of a variant.

        Either by `delta`, or to `on_hand` where it still is `expected`. The change stands in the ledger with its
        reason.
        """
        return await database.run(commands.adjust_stock, commands.Adjustment(actor.user_id, data))

    @get("/movements")
    async def list_stock_movements(
        self,
        database: NamedDependency[Database],
        paging: NamedDependency[Paging],
        variant_id: Annotated[UUID | None, QueryParameter(description="Only this variant")] = None,
    ) -> Page[StockMovement]:
        """Lists the stock ledger, newest first."""
        chosen = MovementFilter(variant_id)
        async with database.reader() as db:
            counted = await queries.count_movements(db, variant_id=variant_id, most=COUNTED + 1)
            rows = await queries.list_movements(
                db,
                variant_id=variant_id,
                before_id=paging.after(UUID, sort=_NEWEST, filters=chosen),
                skip=paging.offset,
                most=paging.limit + 1,
            )
        return paging.page(
            rows,
            counted,
            sort=_NEWEST,
            filters=chosen,
            key=lambda movement: movement.id,
            item=lambda movement: movement,
        )

    @get("/alerts")
    async def list_stock_alerts(self, database: NamedDependency[Database]) -> StockAlerts:
        """Lists variants in sale that are at or below their threshold."""
        async with database.reader() as db:
            return StockAlerts(await queries.list_alerts(db))
