"""What the shop knows about somebody, for himself to take away."""

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.response import Response

from rowlock.db.database import Database
from rowlock.http.auth import Actor
from rowlock.http.openapi import problems
from rowlock.transfers import queries
from rowlock.transfers.types import OwnData


class OwnDataController(Controller):
    path = "/auth/me"
    tags = ("Accounts",)

    @get("/export", responses=problems(body=OwnData))
    async def export_own_data(
        self, database: NamedDependency[Database], actor: NamedDependency[Actor]
    ) -> Response[bytes]:
        """Gives everything that the shop keeps about whoever asks, as a file."""
        async with database.primary() as db:
            document: msgspec.Raw = await queries.collect_own_data(db, actor.user_id)
        return Response(
            bytes(document),
            media_type="application/json",
            headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
        )
