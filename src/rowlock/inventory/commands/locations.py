"""Changes of the locations where stock lies. Each locks the location's row first."""

from uuid import UUID

import msgspec
from msgspec import UNSET

from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.errors import NotFound
from rowlock.inventory import sql
from rowlock.inventory.errors import LocationInUse
from rowlock.inventory.types import CreateLocation, LocationRow, UpdateLocation


class NewLocation(msgspec.Struct, frozen=True):
    """A location and the admin who opens it."""

    actor_id: UUID
    location: CreateLocation


class ChangedLocation(msgspec.Struct, frozen=True):
    """What is to change of a location, and the admin who changes it."""

    actor_id: UUID
    location_id: UUID
    changes: UpdateLocation


class DeletedLocation(msgspec.Struct, frozen=True):
    actor_id: UUID
    location_id: UUID


async def create_location(db: Writer, command: NewLocation) -> UUID:
    """Opens a location, empty."""
    new = command.location
    location_id = await sql.insert_location(
        db, code=new.code, name=new.name, country=new.country, region=new.region, position=new.position
    )
    await _audit(db, command.actor_id, "create", location_id, None, msgspec.to_builtins(new))
    return location_id


async def update_location(db: Writer, command: ChangedLocation) -> None:
    """Changes a location. Only an empty one goes out of use, and never the default one."""
    kept = await _locked(db, command.location_id)
    changes = {field: value for field, value in msgspec.structs.asdict(command.changes).items() if value is not UNSET}
    changed = msgspec.structs.replace(kept, **changes)
    if kept.is_active and not changed.is_active:
        if kept.is_default:
            raise LocationInUse("The default location stays in use")
        # A statement of its own: whoever brought goods here held the lock until it had committed.
        if not await sql.is_location_empty(db, location_id=kept.id):
            raise LocationInUse("Stock lies there; transfer it first")
    if changed == kept:
        return
    await sql.update_location(
        db,
        location_id=kept.id,
        code=changed.code,
        name=changed.name,
        country=changed.country,
        region=changed.region,
        position=changed.position,
        is_active=changed.is_active,
    )
    await _audit(db, command.actor_id, "update", kept.id, _shown(kept), _shown(changed))


async def delete_location(db: Writer, command: DeletedLocation) -> None:
    """Deletes a location that never had stock; the ledger keeps the others."""
    kept = await _locked(db, command.location_id)
    if kept.is_default:
        raise LocationInUse("The default location stays")
    if not await sql.delete_location(db, location_id=kept.id):
        raise LocationInUse("The ledger names it; put it out of use instead")
    await _audit(db, command.actor_id, "delete", kept.id, _shown(kept), None)


async def _locked(db: Writer, location_id: UUID) -> LocationRow:
    found = await sql.lock_location(db, location_id=location_id)
    if found is None:
        raise NotFound
    return found


def _shown(location: LocationRow) -> dict[str, object]:
    shown: dict[str, object] = msgspec.to_builtins(location)
    return shown


async def _audit(
    db: Writer,
    actor_id: UUID,
    action: str,
    location_id: UUID,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
) -> None:
    await audit.record(
        db,
        actor_id=actor_id,
        action=f"stock_location.{action}",
        object_type="stock_location",
        object_id=str(location_id),
        before=before,
        after=after,
    )
