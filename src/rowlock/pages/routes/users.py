"""Customers and staff: who they are, what they bought, where they are signed in."""

from typing import Annotated, Any, Final
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from rowlock.accounts import queries
from rowlock.accounts.commands import administration
from rowlock.accounts.queries import UserFilter
from rowlock.accounts.types import Role, SetRole, SetStatus, UserStatus
from rowlock.db.database import Database
from rowlock.http.auth import Actor, requires_role
from rowlock.http.paging import COUNTED, Paging
from rowlock.http.requests import Request
from rowlock.orders import queries as order_queries
from rowlock.orders.queries import OrderFilter
from rowlock.pages import forms
from rowlock.pages.acting import act
from rowlock.pages.rendering import onward, page
from rowlock.settings import Settings

_SORT: Final = "newest"
_SHOWN_ORDERS: Final = 10
_SHOWN_SESSIONS: Final = 20

Done = Annotated[str | None, QueryParameter(max_length=50, description="What was just done")]


class UserPages(Controller):
    path = "/users"
    guards = (requires_role("admin", area="users"),)

    @get()
    async def list_users(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        paging: NamedDependency[Paging],
        q: Annotated[str | None, QueryParameter(max_length=200)] = None,
        role: Annotated[Role | None, QueryParameter()] = None,
        status: Annotated[UserStatus | None, QueryParameter()] = None,
        done: Done = None,
    ) -> Response[str]:
        chosen = UserFilter(q or None, role, status)
        async with database.reader() as db:
            rows, counted = await queries.list_users(
                db,
                chosen,
                after=paging.after(UUID, sort=_SORT, filters=chosen),
                offset=paging.offset,
                limit=paging.limit + 1,
                most=COUNTED + 1,
            )
        listed = paging.page(rows, counted, sort=_SORT, filters=chosen, key=lambda row: row.id, item=lambda row: row)
        return page(request, settings, "users", users=listed, chosen=chosen)

    @get("/{user_id:uuid}")
    async def show_user(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        user_id: FromPath[UUID],
        done: Done = None,
    ) -> Response[str]:
        return await _user_page(request, database, settings, user_id, forms.empty(settings))

    @post("/{user_id:uuid}/role")
    async def set_role(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        user_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)
        return await act(
            request,
            form,
            lambda: database.run(
                administration.set_role, administration.ChangeRole(actor.user_id, user_id, form.to(SetRole))
            ),
            then=onward(f"/admin/users/{user_id}", "role_changed"),
            again=lambda status: _user_page(request, database, settings, user_id, form, status),
        )

    @post("/{user_id:uuid}/status")
    async def set_status(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        user_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)
        return await act(
            request,
            form,
            lambda: database.run(
                administration.set_status, administration.ChangeStatus(actor.user_id, user_id, form.to(SetStatus))
            ),
            then=onward(f"/admin/users/{user_id}", "status_changed"),
            again=lambda status: _user_page(request, database, settings, user_id, form, status),
        )

    @post("/{user_id:uuid}/end-sessions")
    async def end_sessions(
        self,
        request: Request,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        user_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await forms.read(request, settings)
        return await act(
            request,
            form,
            lambda: database.run(administration.end_sessions, administration.EndSessions(actor.user_id, user_id)),
            then=onward(f"/admin/users/{user_id}", "sessions_ended"),
            again=lambda status: _user_page(request, database, settings, user_id, form, status),
        )


async def _user_page(
    request: Request,
    database: Database,
    settings: Settings,
    user_id: UUID,
    form: forms.Form,
    status: int = 200,
) -> Response[str]:
    async with database.primary() as db:
        user = await queries.get_user(db, user_id)
        sessions, session_count = await queries.list_sessions(
            db, user_id, current_id=None, after=None, offset=0, limit=_SHOWN_SESSIONS
        )
        orders = await order_queries.list_orders(
            db, OrderFilter(user_id=user_id), after=None, skip=0, most=_SHOWN_ORDERS
        )
    return page(
        request,
        settings,
        "user",
        status=status,
        user=user,
        sessions=sessions,
        session_count=session_count,
        orders=orders,
        form=form,
    )
