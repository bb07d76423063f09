"""What every edit of a product has in common: whose it is, the version it expects, and what it answers."""

from uuid import UUID

from litestar import Response

from rowlock.catalogue.commands.products import Author
from rowlock.catalogue.queries import products as queries
from rowlock.catalogue.routes.visibility import for_editors, manages
from rowlock.db.database import Database
from rowlock.errors import NotFound
from rowlock.http import etags
from rowlock.http.auth import Actor
from rowlock.http.requests import Request


def author_of(actor: Actor) -> Author:
    return Author(actor.user_id, actor.vendor_id, actor.role == "admin")


async def expected_version(request: Request, database: Database, actor: Actor, product_id: UUID) -> int | None:
    """The version that If-Match names. The command compares it again under its lock.

    Somebody else's product is not there, whatever version is named: 412 would tell that it exists.
    """
    sent = etags.if_match(request)
    if sent is None:
        return None
    async with database.primary() as db:
        found = await queries.get_product(db, str(product_id))
    if not manages(actor, found.vendor_id):
        raise NotFound
    etags.check_if_match(sent, etags.of_version(found.version))
    return found.version


async def edited(database: Database, product_id: UUID, *, status: int = 200) -> Response[bytes]:
    """The product after a change, as its editors see it."""
    async with database.primary() as db:
        found = await queries.get_product(db, str(product_id))
        (body,) = await queries.with_stock(db, [found.document])
    return for_editors(found, body, status=status)
