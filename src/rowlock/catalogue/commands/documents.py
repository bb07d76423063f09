"""Brings product documents up to date where it is time that changed them, and no command."""

from uuid import UUID

import msgspec

from rowlock.catalogue.commands.products import TOPIC
from rowlock.catalogue.sql import category_rows, documents, product_rows
from rowlock.db.connections import Writer
from rowlock.db.database import announce


class CategoryStep(msgspec.Struct, frozen=True):
    """Some of a category's products, `is_deep` with those below it, after the one where the last step ended."""

    category_id: UUID
    is_deep: bool
    after: UUID | None
    most: int


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


async def refresh_category(db: Writer, step: CategoryStep) -> UUID | None:
    """Rewrites the documents of some of a category's products; returns the last of them, or None after all."""
    found = await category_rows.list_category_products(
        db, category_id=step.category_id, is_deep=step.is_deep, after=step.after, most=step.most
    )
    await refresh(db, found)
    return found[-1] if len(found) == step.most else None


async def fold_tallies(db: Writer) -> None:
    """Adds up the counts of categories and tags, so that reading them stays cheap."""
    await category_rows.fold_category_tallies(db)
    await category_rows.fold_tag_tallies(db)


async def trim_price_history(db: Writer) -> None:
    """Forgets prices that no reduction can be measured against any more."""
    await product_rows.trim_price_history(db)
