"""Changes of stock by an admin: adjustments, transfers, thresholds. Locations are locked before stock rows."""

from uuid import UUID

import msgspec

from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.errors import InvalidValue, NotFound, RowlockError
from rowlock.inventory import rules, sql
from rowlock.inventory.errors import LocationInactive, NegativeLocation
from rowlock.inventory.types import (
    AdjustedSku,
    AdjustedStock,
    AdjustSku,
    AdjustSkus,
    AdjustStock,
    LockedLocation,
    TransferStock,
)


class Adjustment(msgspec.Struct, frozen=True):
    """An adjustment and the admin who makes it."""

    actor_id: UUID
    stock: AdjustStock


class Adjustments(msgspec.Struct, frozen=True):
    """Many adjustments and the admin who makes them."""

    actor_id: UUID
    stock: AdjustSkus


class Transfer(msgspec.Struct, frozen=True):
    """A transfer, its new id, and the admin who makes it."""

    id: UUID
    actor_id: UUID
    stock: TransferStock


class Threshold(msgspec.Struct, frozen=True):
    actor_id: UUID
    variant_id: UUID
    threshold: int


async def adjust_stock(db: Writer, command: Adjustment) -> AdjustedStock:
    """Changes the stock by a difference, or to a number if it still is what it was expected to be."""
    stock = command.stock
    rules.check_form(stock.delta, stock.on_hand, stock.expected)
    locations = await _locations(db, [stock.location_id] if stock.location_id is not None else [])
    levels = await sql.lock_stock(db, variant_ids=[stock.variant_id])
    if not levels:
        raise NotFound
    (level,) = levels
    location = _location(locations, stock.location_id)
    delta = rules.delta_of(level, location, stock.delta, stock.on_hand, stock.expected)
    await sql.change_levels(
        db,
        variant_ids=[stock.variant_id],
        deltas=[delta],
        location_ids=[stock.location_id],
        reason="adjustment",
        note=stock.reason,
        actor_id=command.actor_id,
    )
    on_hand = level.on_hand + delta
    await _audit(db, command.actor_id, stock.variant_id, level.on_hand, on_hand, stock.reason, location)
    return AdjustedStock(stock.variant_id, on_hand, delta)


async def adjust_skus(db: Writer, command: Adjustments) -> list[AdjustedSku]:
    """Makes or refuses each of many adjustments by itself, all in one change of the locked rows."""
    items = command.stock.items
    skus = await sql.find_variants_by_sku(db, skus=[item.sku for item in items if item.sku is not None])
    by_sku = {known.sku: known.variant_id for known in skus}
    locations = await _locations(db, [item.location_id for item in items if item.location_id is not None])
    named = [item.variant_id or by_sku.get(item.sku or "") for item in items]
    variant_ids = [variant_id for variant_id in named if variant_id is not None]
    levels = {level.variant_id: level for level in await sql.lock_stock(db, variant_ids=variant_ids)}
    results: list[AdjustedSku] = []
    changes: dict[UUID, tuple[AdjustSku, int]] = {}
    for item, variant_id in zip(items, named, strict=True):
        try:
            if (item.sku is None) == (item.variant_id is None):
                raise InvalidValue("Give either sku or variant_id")
            if variant_id is None or variant_id not in levels:
                raise NotFound("There is no such variant")
            if variant_id in changes:
                raise InvalidValue("The variant is named twice")
            rules.check_form(item.delta, item.on_hand, item.expected)
            level = levels[variant_id]
            location = _location(locations, item.location_id)
            delta = rules.delta_of(level, location, item.delta, item.on_hand, item.expected)
        except RowlockError as refusal:
            results.append(AdjustedSku(item.sku, variant_id, False, code=refusal.code, detail=refusal.detail))
            continue
        changes[variant_id] = (item, delta)
        results.append(AdjustedSku(item.sku, variant_id, True, level.on_hand + delta, delta))
    if changes:
        await sql.change_levels(
            db,
            variant_ids=list(changes),
            deltas=[delta for _, delta in changes.values()],
            location_ids=[item.location_id for item, _ in changes.values()],
            reason="adjustment",
            note=command.stock.reason,
            actor_id=command.actor_id,
        )
    for variant_id, (item, delta) in changes.items():
        before = levels[variant_id].on_hand
        location = _location(locations, item.location_id)
        await _audit(db, command.actor_id, variant_id, before, before + delta, command.stock.reason, location)
    return results


async def transfer_stock(db: Writer, command: Transfer) -> None:
    """Moves stock between two locations, all of it or none; the totals stay."""
    stock = command.stock
    if stock.from_location_id == stock.to_location_id:
        raise InvalidValue.at("to_location_id", "it is the location that the goods come from")
    variant_ids = [item.variant_id for item in stock.items]
    if len(set(variant_ids)) < len(variant_ids):
        raise InvalidValue.at("items", "a variant is named twice")
    locations = await _locations(db, [stock.from_location_id, stock.to_location_id])
    if len(locations) < 2:
        raise NotFound("There is no such location")
    origin, goal = locations[stock.from_location_id], locations[stock.to_location_id]
    if not goal.is_active:
        raise LocationInactive
    levels = {level.variant_id: level for level in await sql.lock_stock(db, variant_ids=variant_ids)}
    if len(levels) < len(variant_ids):
        raise NotFound("There is no such variant")
    short = [
        {"variant_id": str(item.variant_id), "requested": item.quantity, "on_hand": there}
        for item in stock.items
        if (there := levels[item.variant_id].at(origin)) < item.quantity
    ]
    if short:
        raise NegativeLocation(lines=short)
    await sql.transfer_stock(
        db,
        variant_ids=variant_ids,
        quantities=[item.quantity for item in stock.items],
        from_id=None if origin.is_default else origin.id,
        to_id=None if goal.is_default else goal.id,
        transfer_id=command.id,
        note=stock.note,
        actor_id=command.actor_id,
    )
    for item in stock.items:
        level = levels[item.variant_id]
        await audit.record(
            db,
            actor_id=command.actor_id,
            action="inventory.transfer",
            object_type="variant",
            object_id=str(item.variant_id),
            before={origin.code: level.at(origin), goal.code: level.at(goal)},
            after={origin.code: level.at(origin) - item.quantity, goal.code: level.at(goal) + item.quantity},
        )


async def set_threshold(db: Writer, command: Threshold) -> None:
    """From how few pieces on a variant is said to run low."""
    levels = await sql.lock_stock(db, variant_ids=[command.variant_id])
    if not levels:
        raise NotFound
    await sql.set_threshold(db, variant_id=command.variant_id, threshold=command.threshold)
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="inventory.set_threshold",
        object_type="variant",
        object_id=str(command.variant_id),
        before={"threshold": levels[0].threshold},
        after={"threshold": command.threshold},
    )


async def _locations(db: Writer, location_ids: list[UUID]) -> dict[UUID, LockedLocation]:
    if not location_ids:
        return {}
    return {location.id: location for location in await sql.lock_locations(db, location_ids=location_ids)}


def _location(locations: dict[UUID, LockedLocation], location_id: UUID | None) -> LockedLocation | None:
    if location_id is None:
        return None
    if location_id not in locations:
        raise InvalidValue.at("location_id", "there is no such location")
    return locations[location_id]


async def _audit(
    db: Writer,
    actor_id: UUID,
    variant_id: UUID,
    before: int,
    after: int,
    reason: str,
    location: LockedLocation | None,
) -> None:
    where = {"location": location.code} if location is not None else {}
    await audit.record(
        db,
        actor_id=actor_id,
        action="inventory.adjust",
        object_type="variant",
        object_id=str(variant_id),
        before={"on_hand": before},
        after={"on_hand": after, "reason": reason, **where},
    )
