"""Shipping zones and methods, tax classes and rates: what admins make of them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.errors import InvalidValue, NotFound, PreconditionFailed
from rowlock.pricing.errors import TaxClassInUse, ZoneInUse
from rowlock.pricing.sql import place_rows
from rowlock.pricing.types.coupons import LockedRow
from rowlock.pricing.types.places import SaveMethod, SaveTaxClass, SaveTaxRate, SaveZone, TaxClass


class ZoneChange(msgspec.Struct, frozen=True):
    """A zone, whole; a new one without an id."""

    actor_id: UUID
    request: SaveZone
    zone_id: UUID | None = None
    expected_version: int | None = None


class MethodChange(msgspec.Struct, frozen=True):
    """A shipping method, whole; a new one without an id."""

    actor_id: UUID
    request: SaveMethod
    method_id: UUID | None = None
    expected_version: int | None = None


class TaxClassChange(msgspec.Struct, frozen=True):
    actor_id: UUID
    code: str
    request: SaveTaxClass


class TaxRateChange(msgspec.Struct, frozen=True):
    """A tax rate, whole; a new one without an id."""

    actor_id: UUID
    request: SaveTaxRate
    rate_id: UUID | None = None
    expected_version: int | None = None


class Removal(msgspec.Struct, frozen=True):
    """Of a zone, a method or a rate."""

    actor_id: UUID
    id: UUID
    expected_version: int | None = None


class TaxClassRemoval(msgspec.Struct, frozen=True):
    actor_id: UUID
    code: str


async def save_zone(db: Writer, command: ZoneChange) -> UUID:
    """Writes a zone with all of its places."""
    before = None
    if command.zone_id is not None:
        _check(await place_rows.lock_zone(db, id=command.zone_id), command.expected_version)
        before = _by_id(await place_rows.list_zones(db), command.zone_id)
    zone_id = await place_rows.save_zone(db, id=command.zone_id, name=command.request.name)
    await place_rows.delete_zone_places(db, zone_id=zone_id)
    await place_rows.insert_zone_places(
        db,
        zone_id=zone_id,
        countries=[place.country for place in command.request.places],
        regions=[place.region for place in command.request.places],
    )
    await _audit(db, command.actor_id, "shipping_zone", zone_id, before, command.request)
    return zone_id


async def delete_zone(db: Writer, command: Removal) -> None:
    """Removes a zone into which no method leads."""
    _check(await place_rows.lock_zone(db, id=command.id), command.expected_version)
    before = _by_id(await place_rows.list_zones(db), command.id)
    if await place_rows.delete_zone(db, id=command.id) is None:
        raise ZoneInUse
    await _audit_removal(db, command.actor_id, "shipping_zone", str(command.id), before)


async def save_method(db: Writer, command: MethodChange) -> UUID:
    """Writes a shipping method. Carts see it at once; orders that were placed keep what they cost."""
    request = command.request
    before = None
    if command.method_id is not None:
        _check(await place_rows.lock_method(db, id=command.method_id), command.expected_version)
        before = _by_id(await place_rows.list_methods(db), command.method_id)
    if request.zone_id is not None and await place_rows.lock_zone(db, id=request.zone_id) is None:
        raise InvalidValue.at("zone_id", "there is no such zone")
    steps = [tier.starts_at for tier in request.tiers]
    if steps != sorted(set(steps)):
        raise InvalidValue.at("tiers", "each must start above the one before")
    if request.kind == "flat" and request.tiers:
        raise InvalidValue.at("tiers", "a flat price has none")
    columns = {name: getattr(request, name) for name in request.__struct_fields__}
    method_id = await place_rows.save_method(db, id=command.method_id, **columns)
    await _audit(db, command.actor_id, "shipping_method", method_id, before, request)
    return method_id


async def delete_method(db: Writer, command: Removal) -> None:
    """Removes a shipping method."""
    _check(await place_rows.lock_method(db, id=command.id), command.expected_version)
    before = _by_id(await place_rows.list_methods(db), command.id)
    await place_rows.delete_method(db, id=command.id)
    await _audit_removal(db, command.actor_id, "shipping_method", str(command.id), before)


async def save_tax_class(db: Writer, command: TaxClassChange) -> None:
    """Adds a tax class, or renames it."""
    before = _by_code(await place_rows.list_tax_classes(db), command.code)
    await place_rows.save_tax_class(db, code=command.code, name=command.request.name)
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="tax_class.save",
        object_type="tax_class",
        object_id=command.code,
        before=before,
        after=command.request,
    )


async def delete_tax_class(db: Writer, command: TaxClassRemoval) -> None:
    """Removes a tax class with its rates; one that products have stays."""
    before = _by_code(await place_rows.list_tax_classes(db), command.code)
    if before is None:
        raise NotFound
    if await place_rows.delete_tax_class(db, code=command.code) is None:
        raise TaxClassInUse
    await _audit_removal(db, command.actor_id, "tax_class", command.code, before)


async def save_tax_rate(db: Writer, command: TaxRateChange) -> UUID:
    """Writes a tax rate. Carts see it at once; orders that were placed keep theirs."""
    request = command.request
    before = None
    if command.rate_id is not None:
        _check(await place_rows.lock_tax_rate(db, id=command.rate_id), command.expected_version)
        before = _by_id(await place_rows.list_tax_rates(db), command.rate_id)
    if request.region is not None and request.country is None:
        raise InvalidValue.at("region", "a region needs its country")
    if _by_code(await place_rows.list_tax_classes(db), request.tax_class) is None:
        raise InvalidValue.at("tax_class", "there is no such tax class")
    scaled = Decimal(str(request.rate)) * 10_000
    if scaled != scaled.to_integral_value():
        raise InvalidValue.at("rate", "percent with at most four decimals")
    rate_id = await place_rows.save_tax_rate(
        db,
        id=command.rate_id,
        tax_class=request.tax_class,
        name=request.name,
        country=request.country,
        region=request.region,
        rate_ppm=int(scaled),
    )
    await _audit(db, command.actor_id, "tax_rate", rate_id, before, request)
    return rate_id


async def delete_tax_rate(db: Writer, command: Removal) -> None:
    """Removes a tax rate."""
    _check(await place_rows.lock_tax_rate(db, id=command.id), command.expected_version)
    before = _by_id(await place_rows.list_tax_rates(db), command.id)
    await place_rows.delete_tax_rate(db, id=command.id)
    await _audit_removal(db, command.actor_id, "tax_rate", str(command.id), before)


def _check(row: LockedRow | None, expected_version: int | None) -> None:
    if row is None:
        raise NotFound
    if expected_version is not None and expected_version != row.version:
        raise PreconditionFailed(version=row.version)


def _by_id(rows: Sequence[Any], wanted: UUID) -> Any:
    return next((row for row in rows if row.id == wanted), None)


def _by_code(classes: Sequence[TaxClass], code: str) -> TaxClass | None:
    return next((known for known in classes if known.code == code), None)


async def _audit(db: Writer, actor_id: UUID, kind: str, object_id: UUID, before: Any, after: Any) -> None:
    await audit.record(
        db,
        actor_id=actor_id,
        action=f"{kind}.{'create' if before is None else 'update'}",
        object_type=kind,
        object_id=str(object_id),
        before=before,
        after=after,
    )


async def _audit_removal(db: Writer, actor_id: UUID, kind: str, object_id: str, before: Any) -> None:
    await audit.record(
        db, actor_id=actor_id, action=f"{kind}.delete", object_type=kind, object_id=object_id, before=before
    )
