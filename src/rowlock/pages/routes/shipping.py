"""Transport: the zones that are served alike, and the ways to travel into them."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from rowlock.db.database import Database
from rowlock.errors import InvalidValue, NotFound
from rowlock.http.auth import Actor, requires_role
from rowlock.http.requests import Request
from rowlock.money import LARGEST_AMOUNT
from rowlock.pages import conflicts, forms
from rowlock.pages.acting import act
from rowlock.pages.formats import Formats
from rowlock.pages.rendering import frame_of, onward, page
from rowlock.pages.routes.users import Done
from rowlock.pricing import queries
from rowlock.pricing.commands import places
from rowlock.pricing.types.places import Method, Name, Place, SaveMethod, SaveZone
from rowlock.settings import Settings

_MOST_TIERS: Final = 50
_FREE_ROWS: Final = 3
_LONGEST_REGION: Final = 200

_ZONE_LABELS: Final = {"name": "Name", "lines:places": "Places"}
_METHOD_LABELS: Final = {
    "name": "Name",
    "code": "Code",
    "zone_id": "Goes to",
    "kind": "Costs",
    "money:amount": "Price",
    "money:free_over": "Free from a total of",
    "max_weight_grams": "Heaviest cart, in grams",
    "estimate_days": "Days under way",
    "position": "Place in the list",
    "is_active": "In use",
}

_Step = Callable[[forms.Form], Awaitable[Any]]


class _ZoneForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """As SaveZone, with a line for each place: `DE`, `Germany`, `US, California`."""

    name: Name
    places: Annotated[list[str], msgspec.Meta(min_length=1, max_length=1_000)]

    def to_request(self, formats: Formats) -> SaveZone:
        return SaveZone(name=self.name, places=[_place(line, formats) for line in self.places])


class _MethodForm(SaveMethod, forbid_unknown_fields=True, kw_only=True):
    """As SaveMethod; a box that is not ticked says no."""

    is_active: bool = False

    def to_request(self) -> SaveMethod:
        return SaveMethod(**{name: getattr(self, name) for name in SaveMethod.__struct_fields__})


class ShippingPages(Controller):
    path = "/shipping"
    guards = (requires_role("admin", area="pricing"),)

    @get()
    async def show_shipping(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        done: Done = None,
    ) -> Response[str]:
        async with database.primary() as db:
            zones = await queries.list_zones(db)
            methods = await queries.list_methods(db)
        names = {zone.id: zone.name for zone in zones}
        return page(request, settings, "shipping", zones=zones, methods=methods, names=names)

    @get("/zones/new")
    async def show_new_zone(
        self, request: Request, database: NamedDependency[Database], settings: NamedDependency[Settings]
    ) -> Response[str]:
        return await _zone_page(request, database, settings, None, forms.empty(settings))

    @get("/zones/{zone_id:uuid}")
    async def show_zone(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        zone_id: FromPath[UUID],
        done: Done = None,
    ) -> Response[str]:
        return await _zone_page(request, database, settings, zone_id, forms.empty(settings))

    @post("/zones")
    async def create_zone(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
    ) -> Response[Any]:
        return await _save_zone(request, database, settings, actor, None)

    @post("/zones/{zone_id:uuid}")
    async def update_zone(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        zone_id: FromPath[UUID],
    ) -> Response[Any]:
        return await _save_zone(request, database, settings, actor, zone_id)

    @post("/zones/{zone_id:uuid}/delete")
    async def delete_zone(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        zone_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)

        async def delete() -> None:
            removal = places.Removal(actor.user_id, zone_id, conflicts.seen_version(form))
            await database.run(places.delete_zone, removal)

        return await act(
            request,
            form,
            delete,
            then=onward("/admin/shipping", "zone_deleted"),
            again=lambda status: _zone_page(request, database, settings, zone_id, form.untyped(), status),
        )

    @get("/methods/new")
    async def show_new_method(
        self, request: Request, database: NamedDependency[Database], settings: NamedDependency[Settings]
    ) -> Response[str]:
        return await _method_page(request, database, settings, None, forms.empty(settings))

    @get("/methods/{method_id:uuid}")
    async def show_method(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        method_id: FromPath[UUID],
        done: Done = None,
    ) -> Response[str]:
        return await _method_page(request, database, settings, method_id, forms.empty(settings))

    @post("/methods")
    async def create_method(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
    ) -> Response[Any]:
        return await _save_method(request, database, settings, actor, None)

    @post("/methods/{method_id:uuid}")
    async def update_method(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        method_id: FromPath[UUID],
    ) -> Response[Any]:
        return await _save_method(request, database, settings, actor, method_id)

    @post("/methods/{method_id:uuid}/delete")
    async def delete_method(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        method_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)

        async def delete() -> None:
            removal = places.Removal(actor.user_id, method_id, conflicts.seen_version(form))
            await database.run(places.delete_method, removal)

        return await act(
            request,
            form,
            delete,
            then=onward("/admin/shipping", "method_deleted"),
            again=lambda status: _method_page(request, database, settings, method_id, form.untyped(), status),
        )


async def _save_zone(
    request: Request, database: Database, settings: Settings, actor: Actor, zone_id: UUID | None
) -> Response[Any]:
    form = await forms.read(request, settings)
    formats = frame_of(request, settings).formats

    async def save() -> None:
        wanted = form.to(_ZoneForm, ignoring=(conflicts.VERSION,)).to_request(formats)
        command = places.ZoneChange(actor.user_id, wanted, zone_id, conflicts.seen_version(form))
        await database.run(places.save_zone, command)

    return await act(
        request,
        form,
        save,
        then=onward("/admin/shipping", "zone_saved"),
        again=lambda status: _zone_page(request, database, settings, zone_id, form, status),
    )


async def _save_method(
    request: Request, database: Database, settings: Settings, actor: Actor, method_id: UUID | None
) -> Response[Any]:
    form = await forms.read(request, settings)

    async def save() -> None:
        ignored = (conflicts.VERSION, *_tier_names(form))
        wanted = form.to(_MethodForm, ignoring=ignored, tiers=_tiers(form))
        command = places.MethodChange(actor.user_id, wanted.to_request(), method_id, conflicts.seen_version(form))
        await database.run(places.save_method, command)

    return await act(
        request,
        form,
        save,
        then=onward("/admin/shipping", "method_created" if method_id is None else "method_saved"),
        again=lambda status: _method_page(request, database, settings, method_id, form, status),
    )


async def _zone_page(
    request: Request,
    database: Database,
    settings: Settings,
    zone_id: UUID | None,
    form: forms.Form,
    status: int = 200,
) -> Response[str]:
    async with database.primary() as db:
        zones = await queries.list_zones(db)
    zone = _of_id(zones, zone_id)
    held = {"name": zone.name if zone else "", "lines:places": "\n".join(map(_line, zone.places)) if zone else ""}
    return page(
        request,
        settings,
        "shipping_zone",
        status=status,
        zone=zone,
        labels=_ZONE_LABELS,
        held=held,
        differences=conflicts.differences(form, _ZONE_LABELS, held),
        form=form,
    )


async def _method_page(
    request: Request,
    database: Database,
    settings: Settings,
    method_id: UUID | None,
    form: forms.Form,
    status: int = 200,
) -> Response[str]:
    async with database.primary() as db:
        zones = await queries.list_zones(db)
        methods = await queries.list_methods(db)
    method = _of_id(methods, method_id)
    held = _held(method, frame_of(request, settings).formats)
    rows = min(max(len(method.tiers) if method else 0, _typed_rows(form)) + _FREE_ROWS, _MOST_TIERS)
    labels = dict(_METHOD_LABELS)
    for row in range(rows):
        labels[f"tiers.{row}.from"] = f"Step {row + 1}, from"
        labels[f"money:tiers.{row}.amount"] = f"Step {row + 1}, price"
    held = {**dict.fromkeys(labels, ""), **held}
    return page(
        request,
        settings,
        "shipping_method",
        status=status,
        method=method,
        zones=zones,
        rows=rows,
        labels=labels,
        held=held,
        differences=conflicts.differences(form, labels, held),
        form=form,
    )


def _held(method: Method | None, formats: Formats) -> dict[str, str]:
    """What the form holds before anybody types."""
    if method is None:
        return {"kind": "flat", "position": "0", "is_active": "yes"}
    held = {
        "name": method.name,
        "code": method.code,
        "zone_id": _text(method.zone_id),
        "kind": method.kind,
        "money:amount": formats.plain_money(method.amount),
        "money:free_over": formats.plain_money(method.free_over),
        "max_weight_grams": _text(method.max_weight_grams),
        "estimate_days": _text(method.estimate_days),
        "position": str(method.position),
        "is_active": "yes" if method.is_active else "no",
    }
    for row, tier in enumerate(method.tiers):
        is_total = method.kind == "by_total"
        held[f"tiers.{row}.from"] = formats.plain_money(tier.starts_at) if is_total else str(tier.starts_at)
        held[f"money:tiers.{row}.amount"] = formats.plain_money(tier.amount)
    return held


def _tiers(form: forms.Form) -> list[dict[str, int]]:
    """The steps of a price: from so many grams, or from such a total, on. Rows with nothing in them are none."""
    is_total = form.text("kind") == "by_total"
    tiers = []
    for row in range(min(_typed_rows(form), _MOST_TIERS)):
        start, amount = f"tiers.{row}.from", f"money:tiers.{row}.amount"
        if not form.text(start).strip() and not form.text(amount).strip():
            continue
        starts_at = form.value(start, "money") if is_total else _grams(form, row)
        price = form.value(amount, "money")
        if starts_at is None or starts_at < 0:
            raise InvalidValue.at(f"tiers[{row}].from", "say from where on")
        if price is None or price < 0:
            raise InvalidValue.at(f"tiers[{row}].amount", "say what it costs from there on")
        tiers.append({"from": starts_at, "amount": price})
    return tiers


def _grams(form: forms.Form, row: int) -> int | None:
    text = form.text(f"tiers.{row}.from").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= LARGEST_AMOUNT):
        raise InvalidValue.at(f"tiers[{row}].from", "a whole number of grams")
    return int(text)


def _tier_names(form: forms.Form) -> list[str]:
    return [name for name in form.names if name.startswith(("tiers.", "money:tiers."))]


def _typed_rows(form: forms.Form) -> int:
    """How many rows of steps were sent."""
    found = [name.split(".")[1] for name in _tier_names(form)]
    return max((int(row) + 1 for row in found if row.isascii() and row.isdigit() and len(row) < 4), default=0)


def _place(line: str, formats: Formats) -> Place:
    """`DE`, `Germany` or `US, California`."""
    named, _, region = (part.strip() for part in line.partition(","))
    code = formats.country_code(named)
    if code is None:
        raise InvalidValue.at("places", f"{named[:60]} is no country that is known; write its code, like DE")
    if len(region) > _LONGEST_REGION:
        raise InvalidValue.at("places", f"the name of a region has at most {_LONGEST_REGION} characters")
    return Place(country=code, region=region or None)


def _line(place: Place) -> str:
    return f"{place.country}, {place.region}" if place.region else place.country


def _of_id(rows: list[Any], wanted: UUID | None) -> Any:
    """The row with this id; None for a new one."""
    if wanted is None:
        return None
    for row in rows:
        if row.id == wanted:
            return row
    raise NotFound


def _text(value: object) -> str:
    return "" if value is None else str(value)
