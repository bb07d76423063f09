"""Brings product documents up to date where it is time that changed them, and no command."""

from uuid import UUID

from rowlock.catalogue.commands.products import TOPIC
from rowlock.catalogue.sql import documents
from rowlock.db.connections import Writer
from rowlock.db.database import announce


async def refresh_due(db: Writer, *, most: int) -> list[UUID]:
    """Rewrites documents whose discount has begun or ended, and returns their ids."""
    refreshed = await documents.refresh_due_documents(db, most=most)
    for product_id in refreshed:
        announce(f"{TOPIC}:{product_id}")
    return refreshed


async def refresh(db: Writer, product_ids: list[UUID]) -> None:
    """Rewrites these documents where they are not what their products say."""
    await documents.refresh_documents(db, product_ids=product_ids)
    for product_id in product_ids:
        announce(f"{TOPIC}:{product_id}")
