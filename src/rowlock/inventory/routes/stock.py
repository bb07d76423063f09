"""Stock over HTTP, for admins."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID, uuid4

import msgspec
from litestar import Controller, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from rowlock import clock
from rowlock.db.database import Database
from rowlock.errors import InvalidValue, NotFound
from rowlock.http.auth import Actor, requires_role
from rowlock.http.openapi import problems
from rowlock.http.paging import COUNTED, Page, Paging
from rowlock.inventory import queries
from rowlock.inventory.commands import adjusting
from rowlock.inventory.errors import LocationInactive, NegativeStock, StockChanged
from rowlock.inventory.queries import MovementFilter, StockFilter
from rowlock.inventory.types import (
    AdjustedSku,
    AdjustedStock,
    AdjustSkus,
    AdjustStock,
    Level,
    Reason,
    SetThreshold,
    Stock,
    StockAlert,
    StockLine,
    StockMovement,
    TransferredStock,
    TransferStock,
)
from rowlock.settings import Settings

_NEWEST: Final = "newest"
_EMPTIEST: Final = "emptiest"


class AdjustedSkus(msgspec.Struct):
    """What became of each adjustment, in their order."""

    results: list[AdjustedSku]


class InventoryController(Controller):
    path = "/admin/inventory"
    tags = ("Admin: inventory",)
    guards = (requires_role("admin", area="inventory"),)

    @get()
    async def list_stock(
        self,
        database: NamedDependency[Database],
        paging: NamedDependency[Paging],
        q: Annotated[
            str | None, QueryParameter(max_length=100, description="A part of an SKU, or words of the product")
        ] = None,
        level: Annotated[
            Level | None, QueryParameter(description="`low` at or below its threshold, `out` only what is sold out")
        ] = None,
        location_id: Annotated[UUID | None, QueryParameter(description="Only what lies at this location")] = None,
    ) -> Page[StockLine]:
        """Lists the variants with their stock, the newest first, also those of products that are not in sale."""
        chosen = StockFilter(search=q or None, level=level, location_id=location_id)
        async with database.reader() as db:
            counted = await queries.count_stock(db, chosen, most=COUNTED + 1)
            rows = await queries.list_stock(
                db,
                chosen,
                before_id=paging.after(UUID, sort=_NEWEST, filters=chosen),
                skip=paging.offset,
                most=paging.limit + 1,
            )
        return paging.page(
            rows, counted, sort=_NEWEST, filters=chosen, key=lambda line: line.variant_id, item=lambda line: line
        )

    @get("/{variant_id:uuid}")
    async def get_stock(self, database: NamedDependency[Database], variant_id: FromPath[UUID]) -> Stock:
        """Tells how many there are of a variant, and where they lie in the order of allocation."""
        async with database.primary() as db:
            return await queries.get_stock(db, variant_id)

    @put("/{variant_id:uuid}/threshold")
    async def set_stock_threshold(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        variant_id: FromPath[UUID],
        data: JSONBody[SetThreshold],
    ) -> Stock:
        """Sets from how few pieces on a variant runs low."""
        await database.run(adjusting.set_threshold, adjusting.Threshold(actor.user_id, variant_id, data.threshold))
        async with database.primary() as db:
            return await queries.get_stock(db, variant_id)

    @post("/adjust", status_code=200, responses=problems(NotFound, StockChanged, NegativeStock, LocationInactive))
    async def adjust_stock(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[AdjustStock]
    ) -> AdjustedStock:
        """Changes the stock of a variant.

        Either by `delta`, or to `on_hand` where it still is `expected`; at `location_id` where one is given. Without
        one, what is added lies at the default location, and what is taken is taken as a sale would. The change stands
        in the ledger with its reason.
        """
        return await database.run(adjusting.adjust_stock, adjusting.Adjustment(actor.user_id, data))

    @post("/adjust/bulk", status_code=200)
    async def adjust_many_stocks(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[AdjustSkus]
    ) -> AdjustedSkus:
        """Changes the stock of up to 100 variants, named by SKU or id.

        Each is changed or refused by itself; `results` says which, with the code that the single call would be refused
        with.
        """
        return AdjustedSkus(await database.run(adjusting.adjust_skus, adjusting.Adjustments(actor.user_id, data)))

    @post("/transfer", responses=problems(NotFound, NegativeStock, LocationInactive))
    async def transfer_stock(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[TransferStock]
    ) -> TransferredStock:
        """Moves up to 100 variants from one location to another, all or none.

        The totals stay. A refusal names in `lines` what there is too little of.
        """
        transfer = adjusting.Transfer(uuid4(), actor.user_id, data)
        await database.run(adjusting.transfer_stock, transfer)
        async with database.primary() as db:
            return TransferredStock(transfer.id, [await queries.get_stock(db, item.variant_id) for item in data.items])

    @get("/movements")
    async def list_stock_movements(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        variant_id: Annotated[
            UUID | None, QueryParameter(description="Only this variant, with its `balance` after each line")
        ] = None,
        sku: Annotated[
            str | None, QueryParameter(min_length=1, max_length=100, description="Only the variant with this SKU")
        ] = None,
        reason: Annotated[list[Reason] | None, QueryParameter(max_items=7, description="Only these")] = None,
        actor_id: Annotated[UUID | None, QueryParameter(description="Only what this user did")] = None,
        order_id: Annotated[UUID | None, QueryParameter(description="Only of this order")] = None,
        location_id: Annotated[UUID | None, QueryParameter(description="Only at this location")] = None,
        from_day: Annotated[
            date | None, QueryParameter(name="from", description="The first day, in the store's time zone")
        ] = None,
        to_day: Annotated[
            date | None, QueryParameter(name="to", description="The last day, in the store's time zone")
        ] = None,
    ) -> Page[StockMovement]:
        """Lists the stock ledger, newest first.

        A change that touched several locations has a line for each.
        """
        if from_day is not None and to_day is not None and from_day > to_day:
            raise InvalidValue.at("to", "the last day is before the first")
        chosen = MovementFilter(
            variant_id=variant_id,
            sku=sku,
            reasons=reason or None,
            actor_id=actor_id,
            order_id=order_id,
            location_id=location_id,
            from_at=clock.start_of_day(from_day, settings.zone) if from_day else None,
            before_at=clock.end_of_day(to_day, settings.zone) if to_day else None,
        )
        async with database.reader() as db:
            counted = await queries.count_movements(db, chosen, most=COUNTED + 1)
            rows = await queries.list_movements(
                db,
                chosen,
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
    async def list_stock_alerts(
        self,
        database: NamedDependency[Database],
        paging: NamedDependency[Paging],
        sold_out: Annotated[bool, QueryParameter(description="Only what is sold out")] = False,
    ) -> Page[StockAlert]:
        """Lists variants in sale that are at or below their threshold, the emptiest first."""
        after = paging.after(tuple[int, UUID], sort=_EMPTIEST, filters=sold_out)
        async with database.reader() as db:
            counted = await queries.count_alerts(db, is_sold_out=sold_out, most=COUNTED + 1)
            rows = await queries.list_alerts(
                db, is_sold_out=sold_out, after=after, skip=paging.offset, most=paging.limit + 1
            )
        return paging.page(
            rows,
            counted,
            sort=_EMPTIEST,
            filters=sold_out,
            key=lambda alert: (alert.on_hand, alert.variant_id),
            item=lambda alert: alert,
        )
