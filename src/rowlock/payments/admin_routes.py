"""What does not add up by itself in payments, over HTTP, for admins."""

from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from rowlock.db.database import Database
from rowlock.http.auth import Actor, requires_role
from rowlock.http.paging import COUNTED, Page, Paging
from rowlock.payments import queries
from rowlock.payments.commands import Resolve, resolve_problem
from rowlock.payments.types import Problem, ResolveProblem

_NEWEST: Final = "newest"


class PaymentProblemController(Controller):
    path = "/admin/payments/problems"
    tags = ("Admin: orders",)
    guards = (requires_role("admin", area="orders"),)

    @get()
    async def list_payment_problems(
        self,
        database: NamedDependency[Database],
        paging: NamedDependency[Paging],
        resolved: Annotated[bool | None, QueryParameter(description="Only those put in order, or only others")] = None,
    ) -> Page[Problem]:
        """Lists what providers told that does not fit the shop's books, the newest first."""
        async with database.primary() as db:
            rows, counted = await queries.list_problems(
                db,
                resolved,
                before=paging.after(UUID, sort=_NEWEST, filters=resolved),
                skip=paging.offset,
                limit=paging.limit + 1,
                most=COUNTED + 1,
            )
        return paging.page(rows, counted, sort=_NEWEST, filters=resolved, key=lambda row: row.id, item=lambda row: row)

    @post("/{problem_id:uuid}/resolve", status_code=200)
    async def resolve_payment_problem(
        self,
        database: NamedDependency[Database],
        actor: NamedDependency[Actor],
        problem_id: FromPath[UUID],
        data: JSONBody[ResolveProblem],
    ) -> Problem:
        """Says that a problem was put in order, and how. It changes neither the order nor its money."""
        return await database.run(resolve_problem, Resolve(actor.user_id, problem_id, data.note))
