"""Many changes of products over HTTP, for admins and the vendors they belong to."""

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from rowlock.catalogue.admin_routes.editing import author_of
from rowlock.catalogue.commands import bulk
from rowlock.catalogue.commands.bulk import BulkChange
from rowlock.catalogue.errors import BulkRefused
from rowlock.catalogue.routes.visibility import PRIVATE
from rowlock.catalogue.types.bulk import BulkRequest, BulkResults
from rowlock.db.connections import Writer
from rowlock.db.database import Database
from rowlock.http import etags
from rowlock.http.auth import Actor, requires_role
from rowlock.http.openapi import problems
from rowlock.idempotency.errors import IdempotencyInProgress, IdempotencyKeyReused
from rowlock.idempotency.run_once import run_once
from rowlock.idempotency.types import KeyedRequest
from rowlock.settings import Settings


class BulkEditController(Controller):
    path = "/products/bulk"
    tags = ("Admin: catalogue",)
    guards = (requires_role("admin", "vendor", area="catalogue"),)

    @post(
        status_code=200,
        responses=problems(BulkRefused, IdempotencyInProgress, IdempotencyKeyReused, body=BulkResults),
    )
    async def change_products(
        self,
        database: NamedDependency[Database],
        settings: NamedDependency[Settings],
        actor: NamedDependency[Actor],
        idempotency_key: NamedDependency[str | None],
        data: JSONBody[BulkRequest],
    ) -> Response[bytes]:
        """Makes, changes and deletes up to 100 products and variants, in the order given.

        Every operation has the body of its single call and does just what that does. The answer has a result for each:
        the status of the single call, the ids, and the problem of one that was refused, which keeps no other from being
        done. With `atomic` all are done or none: then any refusal is 409 with the same `results`. A vendor changes his
        own products only; those of others are not there. With an `Idempotency-Key` the same request may be sent any
        number of times and is done once.
        """

        async def change(db: Writer, command: BulkChange) -> BulkResults:
            return await bulk.change_products(db, command, _is_current)

        key = idempotency_key
        keyed = None if key is None else KeyedRequest(principal=str(actor.user_id), operation="bulk_products", key=key)
        command = BulkChange(author_of(actor), settings.currency, data)
        answer = await run_once(database, keyed, change, command)
        headers = {"Cache-Control": PRIVATE}
        if answer.is_replay:
            headers["Idempotent-Replayed"] = "true"
        return Response(answer.body, status_code=answer.status, media_type="application/json", headers=headers)


def _is_current(sent: str, version: int) -> bool:
    return etags.matches(sent.encode(), etags.of_version(version), weak=False)
