"""What an admin changes of other users. Every change is in the audit log."""

from uuid import UUID

import msgspec

from rowlock.accounts import sql
from rowlock.accounts.commands import registration
from rowlock.accounts.errors import LastAdmin, OwnAccount
from rowlock.accounts.types import SetRole, SetStatus, UserState
from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.errors import Forbidden, InvalidValue, NotFound


class ChangeRole(msgspec.Struct, frozen=True):
    actor_id: UUID
    user_id: UUID
    change: SetRole


class ChangeStatus(msgspec.Struct, frozen=True):
    actor_id: UUID
    user_id: UUID
    change: SetStatus


class EndSessions(msgspec.Struct, frozen=True):
    actor_id: UUID
    user_id: UUID


async def set_role(db: Writer, command: ChangeRole) -> None:
    """Gives a user another role, felt by his next request.

    OwnAccount for one's own. All admins are locked first, so that of two who demote each other the second finds that
    he is none any more.
    """
    before = await _locked(db, command.actor_id, command.user_id)
    change = command.change
    vendor_id = await _vendor_of(db, change, before) if change.role == "vendor" else None
    if (before.role, before.vendor_id) == (change.role, vendor_id):
        return
    await sql.set_role(db, user_id=command.user_id, role=change.role, vendor_id=vendor_id)
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="user.set_role",
        object_type="user",
        object_id=str(command.user_id),
        before={"role": before.role, "vendor_id": before.vendor_id},
        after={"role": change.role, "vendor_id": vendor_id},
    )


async def set_status(db: Writer, command: ChangeStatus) -> None:
    """Opens or closes an account. Closing ends its sessions and stops its keys with the next request."""
    before = await _locked(db, command.actor_id, command.user_id)
    status = command.change.status
    if before.status == status:
        return
    await sql.set_status(db, user_id=command.user_id, status=status)
    if status == "disabled":
        await sql.end_sessions(db, user_id=command.user_id, reason="disabled")
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="user.set_status",
        object_type="user",
        object_id=str(command.user_id),
        before={"status": before.status},
        after={"status": status},
    )


async def end_sessions(db: Writer, command: EndSessions) -> None:
    """Signs a user out everywhere. An admin may do it to himself."""
    if await sql.lock_user_state(db, user_id=command.user_id) is None:
        raise NotFound
    await sql.end_sessions(db, user_id=command.user_id, reason="ended")
    await audit.record(
        db,
        actor_id=command.actor_id,
        action="user.end_sessions",
        object_type="user",
        object_id=str(command.user_id),
    )


async def _locked(db: Writer, actor_id: UUID, user_id: UUID) -> UserState:
    if actor_id == user_id:
        raise OwnAccount
    admins = await sql.lock_admins(db)
    if actor_id not in admins:
        raise Forbidden
    if admins == [user_id]:
        raise LastAdmin
    state = await sql.lock_user_state(db, user_id=user_id)
    if state is None or state.status == "erased":
        raise NotFound
    return state


async def _vendor_of(db: Writer, change: SetRole, before: UserState) -> UUID:
    if change.vendor_id is None:
        return before.vendor_id or await registration.new_vendor(db, before.full_name)
    if await sql.find_vendor(db, vendor_id=change.vendor_id) is None:
        raise InvalidValue.at("vendor_id", "There is no such vendor")
    return change.vendor_id
