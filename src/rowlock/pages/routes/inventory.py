"""Stock: the list, one variant and what is done with it, the ledger, and what runs low."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any, Final, Literal, get_args
from uuid import UUID, uuid4

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from rowlock import clock
from rowlock.db.database import Database
from rowlock.errors import InvalidValue
from rowlock.http.auth import Actor, requires_role
from rowlock.http.paging import COUNTED, FOUND_COUNTED, Paging
from rowlock.http.requests import Request
from rowlock.inventory import queries
from rowlock.inventory.commands import adjusting, alerts
from rowlock.inventory.queries import MovementFilter, StockFilter
from rowlock.inventory.types import (
    AdjustStock,
    AlertMails,
    Count,
    Level,
    NamedLocation,
    Pieces,
    Reason,
    SetThreshold,
    TransferItem,
    TransferStock,
    Why,
)
from rowlock.pages import forms
from rowlock.pages.acting import act
from rowlock.pages.rendering import onward, page
from rowlock.pages.routes.users import Done
from rowlock.settings import Settings

_NEWEST: Final = "newest"
_EMPTIEST: Final = "emptiest"
_SHOWN_MOVEMENTS: Final = 10

At = Annotated[UUID | None, QueryParameter(description="The location that the forms are about")]
_Step = Callable[[forms.Form], Awaitable[Any]]


class _AdjustForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A difference, or what was counted where `seen` were shown."""

    how: Literal["add", "take", "set"]
    quantity: Count
    seen: Count
    location_id: UUID | None = None
    reason: Why

    def to_command(self, variant_id: UUID) -> AdjustStock:
        there, reason = self.location_id, self.reason
        if self.how == "set":
            return AdjustStock(
                variant_id=variant_id, on_hand=self.quantity, expected=self.seen, location_id=there, reason=reason
            )
        if self.quantity == 0:
            raise InvalidValue.at("quantity", "Not less than 1")
        delta = self.quantity if self.how == "add" else -self.quantity
        return AdjustStock(variant_id=variant_id, delta=delta, location_id=there, reason=reason)


class _TransferForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    from_location_id: UUID
    to_location_id: UUID
    pieces: Pieces
    note: Why | None = None


class _MailsForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    digest: bool = False
    sold_out: bool = False


class InventoryPages(Controller):
    path = "/inventory"
    guards = (requires_role("admin", area="inventory"),)

    @get()
    async def list_stock(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        q: Annotated[str | None, QueryParameter(max_length=100)] = None,
        level: Annotated[Level | None, QueryParameter()] = None,
        location_id: Annotated[UUID | None, QueryParameter()] = None,
        done: Done = None,
    ) -> Response[str]:
        chosen = StockFilter(search=q or None, level=level, location_id=location_id)
        counted_to = FOUND_COUNTED if chosen.search else COUNTED
        async with database.reader() as db:
            counted = await queries.count_stock(db, chosen, most=counted_to + 1)
            rows = await queries.list_stock(
                db,
                chosen,
                before_id=paging.after(UUID, sort=_NEWEST, filters=chosen),
                skip=paging.offset,
                most=paging.limit + 1,
            )
            locations = await queries.list_location_names(db)
            shares = await queries.list_shares(db, [row.variant_id for row in rows]) if len(locations) > 1 else {}
        listed = paging.page(
            rows,
            counted,
            sort=_NEWEST,
            filters=chosen,
            key=lambda row: row.variant_id,
            item=lambda row: row,
            counted_to=counted_to,
        )
        return page(request, settings, "inventory", stock=listed, chosen=chosen, locations=locations, shares=shares)

    @get("/movements")
    async def list_movements(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        sku: Annotated[str | None, QueryParameter(max_length=100)] = None,
        reason: Annotated[Reason | None, QueryParameter()] = None,
        variant_id: Annotated[UUID | None, QueryParameter()] = None,
        location_id: Annotated[UUID | None, QueryParameter()] = None,
        order_id: Annotated[UUID | None, QueryParameter()] = None,
        actor_id: Annotated[UUID | None, QueryParameter()] = None,
        from_day: Annotated[date | None, QueryParameter(name="from")] = None,
        to_day: Annotated[date | None, QueryParameter(name="to")] = None,
    ) -> Response[str]:
        if from_day is not None and to_day is not None and from_day > to_day:
            raise InvalidValue.at("to", "the last day is before the first")
        chosen = MovementFilter(
            variant_id=variant_id,
            sku=sku.strip() or None if sku else None,
            reasons=[reason] if reason else None,
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
            locations = await queries.list_location_names(db)
        listed = paging.page(rows, counted, sort=_NEWEST, filters=chosen, key=lambda row: row.id, item=lambda row: row)
        return page(
            request,
            settings,
            "movements",
            movements=listed,
            chosen=chosen,
            locations=locations,
            reasons=get_args(Reason),
            from_day=from_day,
            to_day=to_day,
        )

    @get("/alerts")
    async def list_alerts(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        actor: NamedDependency[Actor],
        sold_out: Annotated[bool, QueryParameter()] = False,
        done: Done = None,
    ) -> Response[str]:
        async with database.reader() as db:
            counted = await queries.count_alerts(db, is_sold_out=sold_out, most=FOUND_COUNTED + 1)
            rows = await queries.list_alerts(
                db,
                is_sold_out=sold_out,
                after=paging.after(tuple[int, UUID], sort=_EMPTIEST, filters=sold_out),
                skip=paging.offset,
                most=paging.limit + 1,
            )
        async with database.primary() as db:
            mails = await queries.get_alert_mails(db, actor.user_id)
        listed = paging.page(
            rows,
            counted,
            sort=_EMPTIEST,
            filters=sold_out,
            key=lambda alert: (alert.on_hand, alert.variant_id),
            item=lambda alert: alert,
            counted_to=FOUND_COUNTED,
        )
        form = forms.empty(settings)
        return page(request, settings, "stock_alerts", alerts=listed, is_sold_out=sold_out, mails=mails, form=form)

    @post("/alerts/mails")
    async def choose_mails(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
    ) -> Response[Any]:
        wanted = (await forms.read(request, settings)).to(_MailsForm)
        mails = AlertMails(digest=wanted.digest, sold_out=wanted.sold_out)
        await database.run(alerts.choose_mails, alerts.ChosenMails(actor.user_id, mails))
        return onward("/admin/inventory/alerts", "mails_chosen")

    @get("/{variant_id:uuid}")
    async def show_variant(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        variant_id: FromPath[UUID],
        at: At = None,
        done: Done = None,
    ) -> Response[str]:
        return await _variant_page(request, database, settings, variant_id, at, forms.empty(settings))

    @post("/{variant_id:uuid}/adjust")
    async def adjust(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        variant_id: FromPath[UUID],
        at: At = None,
    ) -> Response[Any]:
        """The number that was shown goes with what was counted: who sells or counts in between wins."""

        async def step(form: forms.Form) -> None:
            command = form.to(_AdjustForm, location_id=at).to_command(variant_id)
            await database.run(adjusting.adjust_stock, adjusting.Adjustment(actor.user_id, command))

        return await _act(request, database, settings, variant_id, at, step, "adjusted")

    @post("/{variant_id:uuid}/transfer")
    async def transfer(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        variant_id: FromPath[UUID],
    ) -> Response[Any]:
        async def step(form: forms.Form) -> None:
            wanted = form.to(_TransferForm)
            command = TransferStock(
                from_location_id=wanted.from_location_id,
                to_location_id=wanted.to_location_id,
                items=[TransferItem(variant_id=variant_id, quantity=wanted.pieces)],
                note=wanted.note,
            )
            await database.run(adjusting.transfer_stock, adjusting.Transfer(uuid4(), actor.user_id, command))

        return await _act(request, database, settings, variant_id, None, step, "transferred")

    @post("/{variant_id:uuid}/threshold")
    async def set_threshold(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        variant_id: FromPath[UUID],
    ) -> Response[Any]:
        async def step(form: forms.Form) -> None:
            threshold = form.to(SetThreshold).threshold
            await database.run(adjusting.set_threshold, adjusting.Threshold(actor.user_id, variant_id, threshold))

        return await _act(request, database, settings, variant_id, None, step, "threshold_set")


async def _act(
    request: Request,
    database: Database,
    settings: Settings,
    variant_id: UUID,
    at: UUID | None,
    step: _Step,
    notice: str,
) -> Response[Any]:
    form = await forms.read(request, settings)
    place = {"at": str(at)} if at is not None else {}
    return await act(
        request,
        form,
        lambda: step(form),
        then=onward(f"/admin/inventory/{variant_id}", notice, **place),
        again=lambda status: _variant_page(request, database, settings, variant_id, at, form, status),
    )


async def _variant_page(
    request: Request,
    database: Database,
    settings: Settings,
    variant_id: UUID,
    at: UUID | None,
    form: forms.Form,
    status: int = 200,
) -> Response[str]:
    chosen = MovementFilter(variant_id=variant_id)
    async with database.primary() as db:
        stock = await queries.get_stock(db, variant_id)
        locations = [
            one for one in await queries.list_location_names(db) if one.is_active or _has(stock.locations, one)
        ]
        movements = await queries.list_movements(db, chosen, before_id=None, skip=0, most=_SHOWN_MOVEMENTS)
    there = {share.location_id: share.on_hand for share in stock.locations}
    place = next((one for one in locations if one.id == at), None)
    return page(
        request,
        settings,
        "stock",
        status=status,
        stock=stock,
        locations=locations,
        there=there,
        place=place,
        seen=stock.on_hand if place is None else there.get(place.id, 0),
        movements=movements,
        form=form,
    )


def _has(shares: list[Any], location: NamedLocation) -> bool:
    return any(share.location_id == location.id for share in shares)
