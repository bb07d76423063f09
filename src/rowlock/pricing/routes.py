"""Coupons, shipping and taxes over HTTP, for admins."""

from typing import Annotated, Final
from uuid import UUID

import msgspec
from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from rowlock.db.database import Database
from rowlock.errors import InvalidValue, NotFound, PreconditionFailed
from rowlock.http import etags
from rowlock.http.auth import Actor, requires_role
from rowlock.http.openapi import problems
from rowlock.http.paging import COUNTED, Page, Paging
from rowlock.http.requests import Request
from rowlock.pricing import queries
from rowlock.pricing.commands import coupons, places
from rowlock.pricing.errors import (
    DuplicateCode,
    DuplicateMethod,
    DuplicateRate,
    DuplicateZone,
    PlaceTaken,
    TaxClassInUse,
    UsageLimitReached,
    ZoneInUse,
)
from rowlock.pricing.queries import CouponFilter
from rowlock.pricing.types.coupons import Coupon, SaveCoupon
from rowlock.pricing.types.places import (
    Method,
    SaveMethod,
    SaveTaxClass,
    SaveTaxRate,
    SaveZone,
    TaxClass,
    TaxRateShown,
    Zone,
)
from rowlock.settings import Settings

_NEWEST: Final = "newest"
_GUARDS: Final = (requires_role("admin", area="pricing"),)
ClassCode = Annotated[str, msgspec.Meta(max_length=50, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$(?!\n)")]


class Zones(msgspec.Struct):
    """All shipping zones."""

    items: list[Zone]


class Methods(msgspec.Struct):
    """All shipping methods in the shop's order."""

    items: list[Method]


class TaxClasses(msgspec.Struct):
    """All tax classes."""

    items: list[TaxClass]


class TaxRates(msgspec.Struct):
    """All tax rates by place."""

    items: list[TaxRateShown]


class CouponController(Controller):
    path = "/admin/coupons"
    tags = ("Admin: pricing",)
    guards = _GUARDS

    @get()
    async def list_coupons(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        q: Annotated[str | None, QueryParameter(max_length=100, description="A part of a code or a name")] = None,
    ) -> Page[Coupon]:
        """Lists coupons and promotions, the newest first, with how often they were used and what they gave."""
        chosen = CouponFilter(q or None)
        async with database.primary() as db:
            rows, counted = await queries.list_coupons(
                db,
                chosen,
                before=paging.after(UUID, sort=_NEWEST, filters=chosen),
                skip=paging.offset,
                limit=paging.limit + 1,
                most=COUNTED + 1,
                currency=settings.currency,
            )
        return paging.page(rows, counted, sort=_NEWEST, filters=chosen, key=lambda row: row.id, item=lambda row: row)

    @post(responses=problems(DuplicateCode, body=Coupon, status=201))
    async def create_coupon(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        data: JSONBody[SaveCoupon],
    ) -> Response[bytes]:
        """Adds a coupon, or without a `code` a promotion that applies by itself."""
        coupon_id = await database.run(coupons.create_coupon, coupons.NewCoupon(actor.user_id, data))
        return await _coupon(database, settings, coupon_id, status=201)

    @get("/{coupon_id:uuid}", responses=problems(body=Coupon))
    async def get_coupon(
        self, database: NamedDependency[Database], settings: NamedDependency[Settings], coupon_id: FromPath[UUID]
    ) -> Response[bytes]:
        """Gives one coupon."""
        return await _coupon(database, settings, coupon_id)

    @put(
        "/{coupon_id:uuid}",
        responses=problems(NotFound, PreconditionFailed, DuplicateCode, UsageLimitReached, body=Coupon),
    )
    async def update_coupon(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        coupon_id: FromPath[UUID],
        data: JSONBody[SaveCoupon],
    ) -> Response[bytes]:
        """Rewrites a coupon: what is left out takes its default. Carts feel it at once, orders never."""
        expected = await _expected_version(request, database, settings, coupon_id)
        command = coupons.CouponChange(actor.user_id, coupon_id, data, expected)
        await database.run(coupons.update_coupon, command)
        return await _coupon(database, settings, coupon_id)

    @delete("/{coupon_id:uuid}", responses=problems(NotFound, PreconditionFailed))
    async def archive_coupon(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        coupon_id: FromPath[UUID],
    ) -> None:
        """Ends a coupon and takes it out of all carts. Orders that used it keep it, and its code is free again."""
        expected = await _expected_version(request, database, settings, coupon_id)
        await database.run(coupons.archive_coupon, coupons.CouponRemoval(actor.user_id, coupon_id, expected))


class ShippingController(Controller):
    path = "/admin/shipping"
    tags = ("Admin: pricing",)
    guards = _GUARDS

    @get("/zones")
    async def list_shipping_zones(self, database: NamedDependency[Database]) -> Zones:
        """Lists the shipping zones with their places."""
        async with database.primary() as db:
            return Zones(await queries.list_zones(db))

    @post("/zones", responses=problems(DuplicateZone, PlaceTaken))
    async def create_shipping_zone(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[SaveZone]
    ) -> Zone:
        """Adds a zone. What leads nowhere else in particular is served by the methods without a zone."""
        return await _zone(database, await database.run(places.save_zone, places.ZoneChange(actor.user_id, data)))

    @put("/zones/{zone_id:uuid}", responses=problems(NotFound, PreconditionFailed, DuplicateZone, PlaceTaken))
    async def update_shipping_zone(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        zone_id: FromPath[UUID],
        data: JSONBody[SaveZone],
    ) -> Zone:
        """Rewrites a zone with all of its places. `If-Match: "<version>"` refuses a stale change."""
        command = places.ZoneChange(actor.user_id, data, zone_id, _named_version(request))
        return await _zone(database, await database.run(places.save_zone, command))

    @delete("/zones/{zone_id:uuid}", responses=problems(NotFound, PreconditionFailed, ZoneInUse))
    async def delete_shipping_zone(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        zone_id: FromPath[UUID],
    ) -> None:
        """Removes a zone into which no method leads."""
        await database.run(places.delete_zone, places.Removal(actor.user_id, zone_id, _named_version(request)))

    @get("/methods")
    async def list_all_shipping_methods(self, database: NamedDependency[Database]) -> Methods:
        """Lists all shipping methods, those that are not in use too."""
        async with database.primary() as db:
            return Methods(await queries.list_methods(db))

    @post("/methods", responses=problems(DuplicateMethod))
    async def create_shipping_method(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[SaveMethod]
    ) -> Method:
        """Adds a way to travel."""
        command = places.MethodChange(actor.user_id, data)
        return await _method(database, await database.run(places.save_method, command))

    @put("/methods/{method_id:uuid}", responses=problems(NotFound, PreconditionFailed, DuplicateMethod))
    async def update_shipping_method(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        method_id: FromPath[UUID],
        data: JSONBody[SaveMethod],
    ) -> Method:
        """Rewrites a way to travel. `If-Match: "<version>"` refuses a stale change."""
        command = places.MethodChange(actor.user_id, data, method_id, _named_version(request))
        return await _method(database, await database.run(places.save_method, command))

    @delete("/methods/{method_id:uuid}", responses=problems(NotFound, PreconditionFailed))
    async def delete_shipping_method(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        method_id: FromPath[UUID],
    ) -> None:
        """Removes a way to travel; orders keep its code."""
        await database.run(places.delete_method, places.Removal(actor.user_id, method_id, _named_version(request)))


class TaxController(Controller):
    path = "/admin/taxes"
    tags = ("Admin: pricing",)
    guards = _GUARDS

    @get("/classes")
    async def list_tax_classes(self, database: NamedDependency[Database]) -> TaxClasses:
        """Lists what is taxed alike."""
        async with database.primary() as db:
            return TaxClasses(await queries.list_tax_classes(db))

    @put("/classes/{code:str}")
    async def save_tax_class(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        code: FromPath[ClassCode],
        data: JSONBody[SaveTaxClass],
    ) -> TaxClasses:
        """Adds a tax class, or renames it; gives all of them."""
        await database.run(places.save_tax_class, places.TaxClassChange(actor.user_id, code, data))
        return await self._classes(database)

    @delete("/classes/{code:str}", responses=problems(NotFound, TaxClassInUse))
    async def delete_tax_class(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], code: FromPath[ClassCode]
    ) -> None:
        """Removes a tax class with its rates. Products keep theirs from going, and every shop has two."""
        await database.run(places.delete_tax_class, places.TaxClassRemoval(actor.user_id, code))

    @get("/rates")
    async def list_tax_rates(self, database: NamedDependency[Database]) -> TaxRates:
        """Lists the tax rates by place."""
        async with database.primary() as db:
            return TaxRates(await queries.list_tax_rates(db))

    @post("/rates", responses=problems(DuplicateRate))
    async def create_tax_rate(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], data: JSONBody[SaveTaxRate]
    ) -> TaxRateShown:
        """Adds a rate for a region, a country, or everywhere; the nearest one holds."""
        command = places.TaxRateChange(actor.user_id, data)
        return await _rate(database, await database.run(places.save_tax_rate, command))

    @put("/rates/{rate_id:uuid}", responses=problems(NotFound, PreconditionFailed, DuplicateRate))
    async def update_tax_rate(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        rate_id: FromPath[UUID],
        data: JSONBody[SaveTaxRate],
    ) -> TaxRateShown:
        """Rewrites a rate; orders keep theirs. `If-Match: "<version>"` refuses a stale change."""
        command = places.TaxRateChange(actor.user_id, data, rate_id, _named_version(request))
        return await _rate(database, await database.run(places.save_tax_rate, command))

    @delete("/rates/{rate_id:uuid}", responses=problems(NotFound, PreconditionFailed))
    async def delete_tax_rate(
        self,
        request: Request,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        rate_id: FromPath[UUID],
    ) -> None:
        """Removes a rate; orders keep theirs."""
        await database.run(places.delete_tax_rate, places.Removal(actor.user_id, rate_id, _named_version(request)))

    async def _classes(self, database: Database) -> TaxClasses:
        async with database.primary() as db:
            return TaxClasses(await queries.list_tax_classes(db))


async def _coupon(database: Database, settings: Settings, coupon_id: UUID, *, status: int = 200) -> Response[bytes]:
    async with database.primary() as db:
        coupon, version = await queries.get_coupon(db, coupon_id, currency=settings.currency)
    headers = {"ETag": etags.of_version(version), "Cache-Control": "private, no-store"}
    if status == 201:
        headers["Location"] = f"/api/v1/admin/coupons/{coupon_id}"
    return Response(msgspec.json.encode(coupon), status_code=status, media_type="application/json", headers=headers)


async def _expected_version(request: Request, database: Database, settings: Settings, coupon_id: UUID) -> int | None:
    """The version that If-Match names. The command compares it again under its lock."""
    sent = etags.if_match(request)
    if sent is None:
        return None
    async with database.primary() as db:
        _, version = await queries.get_coupon(db, coupon_id, currency=settings.currency)
    etags.check_if_match(sent, etags.of_version(version))
    return version


def _named_version(request: Request) -> int | None:
    """Rows of short lists name their version themselves: `If-Match: "3"`."""
    sent = etags.if_match(request)
    if sent is None or sent.strip() == "*":
        return None
    plain = sent.strip().strip('"')
    if not (plain.isascii() and plain.isdigit() and len(plain) < 10):
        raise InvalidValue.at("If-Match", 'name the version, like "3"')
    return int(plain)


async def _zone(database: Database, zone_id: UUID) -> Zone:
    async with database.primary() as db:
        return next(zone for zone in await queries.list_zones(db) if zone.id == zone_id)


async def _method(database: Database, method_id: UUID) -> Method:
    async with database.primary() as db:
        return next(method for method in await queries.list_methods(db) if method.id == method_id)


async def _rate(database: Database, rate_id: UUID) -> TaxRateShown:
    async with database.primary() as db:
        return next(rate for rate in await queries.list_tax_rates(db) if rate.id == rate_id)
