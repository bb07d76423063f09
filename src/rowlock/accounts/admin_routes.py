"""Users over HTTP, for admins."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from rowlock.accounts import queries
from rowlock.accounts.commands import administration
from rowlock.accounts.errors import LastAdmin, OwnAccount
from rowlock.accounts.queries import UserFilter
from rowlock.accounts.types import LiveSession, Role, SetRole, SetStatus, User, UserStatus
from rowlock.db.database import Database
from rowlock.errors import Forbidden
from rowlock.http.auth import Actor, requires_role
from rowlock.http.openapi import problems
from rowlock.http.paging import COUNTED, Page, Paging

_SORT: Final = "newest"


class UserController(Controller):
    path = "/admin/users"
    tags = ("Admin: users",)
    guards = (requires_role("admin", area="users"),)

    @get()
    async def list_users(
        self,
        database: NamedDependency[Database],
        paging: NamedDependency[Paging],
        q: Annotated[
            str | None, QueryParameter(min_length=1, max_length=200, description="A part of a name or an address")
        ] = None,
        role: Annotated[Role | None, QueryParameter(description="Only this role")] = None,
        status: Annotated[UserStatus | None, QueryParameter(description="Only this status")] = None,
    ) -> Page[User]:
        """Lists users, the newest first."""
        chosen = UserFilter(q, role, status)
        async with database.reader() as db:
            rows, counted = await queries.list_users(
                db,
                chosen,
                after=paging.after(UUID, sort=_SORT, filters=chosen),
                offset=paging.offset,
                limit=paging.limit + 1,
                most=COUNTED + 1,
            )
        return paging.page(rows, counted, sort=_SORT, filters=chosen, key=lambda row: row.id, item=lambda row: row)

    @get("/{user_id:uuid}")
    async def get_user(self, database: NamedDependency[Database], user_id: FromPath[UUID]) -> User:
        """Gives one user."""
        async with database.primary() as db:
            return await queries.get_user(db, user_id)

    @get("/{user_id:uuid}/sessions")
    async def list_user_sessions(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        paging: NamedDependency[Paging],
        user_id: FromPath[UUID],
    ) -> Page[LiveSession]:
        """Lists where a user is signed in, the newest log-in first."""
        async with database.primary() as db:
            await queries.get_user(db, user_id)
            rows, counted = await queries.list_sessions(
                db,
                user_id,
                current_id=actor.session_id,
                after=paging.after(UUID, sort=_SORT, filters=user_id),
                offset=paging.offset,
                limit=paging.limit + 1,
            )
        return paging.page(rows, counted, sort=_SORT, filters=user_id, key=lambda row: row.id, item=lambda row: row)

    @delete("/{user_id:uuid}/sessions")
    async def end_user_sessions(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor], user_id: FromPath[UUID]
    ) -> None:
        """Signs a user out everywhere, felt by the next request of each device."""
        await database.run(administration.end_sessions, administration.EndSessions(actor.user_id, user_id))

    @put("/{user_id:uuid}/role", responses=problems(Forbidden, OwnAccount, LastAdmin))
    async def set_user_role(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        user_id: FromPath[UUID],
        data: JSONBody[SetRole],
    ) -> User:
        """Gives a user another role, felt by his next request.

        Nobody changes his own, and the last admin stays one.
        """
        await database.run(administration.set_role, administration.ChangeRole(actor.user_id, user_id, data))
        async with database.primary() as db:
            return await queries.get_user(db, user_id)

    @put("/{user_id:uuid}/status", responses=problems(Forbidden, OwnAccount, LastAdmin))
    async def set_user_status(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        user_id: FromPath[UUID],
        data: JSONBody[SetStatus],
    ) -> User:
        """Opens or closes an account. Closing ends its sessions and stops its API keys at once."""
        await database.run(administration.set_status, administration.ChangeStatus(actor.user_id, user_id, data))
        async with database.primary() as db:
            return await queries.get_user(db, user_id)
