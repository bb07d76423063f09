"""Changes of the category tree, one at a time, so that no two of them close a circle."""

from typing import Any, Final
from uuid import UUID

import msgspec

from rowlock.audit import commands as audit
from rowlock.catalogue import rules
from rowlock.catalogue.commands import documents
from rowlock.catalogue.commands.products import TOPIC
from rowlock.catalogue.errors import CategoryCycle, CategoryInUse
from rowlock.catalogue.sql import category_rows
from rowlock.catalogue.types.requests import SaveCategory
from rowlock.catalogue.types.rows import CategoryRow
from rowlock.db.connections import Writer
from rowlock.db.database import announce
from rowlock.errors import InvalidValue, NotFound, PreconditionFailed
from rowlock.outbox.staging import stage

# So many documents are rewritten in the transaction that moves their category, which takes about half a second; more
# would keep their products locked for too long.
MOST_AT_ONCE: Final = 1_000


class NewCategory(msgspec.Struct, frozen=True):
    actor_id: UUID
    request: SaveCategory


class CategoryChange(msgspec.Struct, frozen=True):
    actor_id: UUID
    category_id: UUID
    request: SaveCategory
    expected_version: int | None = None


class CategoryRemoval(msgspec.Struct, frozen=True):
    actor_id: UUID
    category_id: UUID
    expected_version: int | None = None


async def create_category(db: Writer, command: NewCategory) -> UUID:
    """Adds a category below another, or at the top."""
    request = command.request
    await category_rows.lock_categories(db)
    await _check_parent(db, request.parent_id, None)
    slug = request.slug or await category_rows.find_free_category_slug(
        db, wanted=rules.slug_of(request.name, "category")
    )
    category_id = await category_rows.insert_category(
        db,
        slug=slug,
        name=request.name,
        description=request.description,
        parent_id=request.parent_id,
        position=request.position,
    )
    await _finish(db, command.actor_id, "category.create", category_id, None, request)
    return category_id


async def update_category(db: Writer, command: CategoryChange) -> None:
    """Renames or moves a category; the documents of the products in it and below it follow."""
    request = command.request
    before = await _locked_category(db, command.category_id, command.expected_version)
    await _check_parent(db, request.parent_id, command.category_id)
    await category_rows.update_category(
        db,
        category_id=before.id,
        slug=request.slug or before.slug,
        name=request.name,
        description=request.description,
        parent_id=request.parent_id,
        position=request.position,
    )
    is_moved = request.parent_id != before.parent_id
    if is_moved or (request.slug or before.slug, request.name) != (before.slug, before.name):
        await _follow(db, before.id, is_deep=is_moved)
    await _finish(db, command.actor_id, "category.update", before.id, before, request)


async def delete_category(db: Writer, command: CategoryRemoval) -> None:
    """Removes a category that has neither products nor categories in it."""
    before = await _locked_category(db, command.category_id, command.expected_version)
    if await category_rows.is_category_used(db, category_id=command.category_id):
        raise CategoryInUse
    await category_rows.delete_category(db, category_id=command.category_id)
    await _finish(db, command.actor_id, "category.delete", before.id, before, None)


async def _locked_category(db: Writer, category_id: UUID, expected_version: int | None) -> CategoryRow:
    await category_rows.lock_categories(db)
    row = await category_rows.get_category(db, category_id=category_id)
    if row is None:
        raise NotFound
    if expected_version is not None and expected_version != row.version:
        raise PreconditionFailed(version=row.version)
    # Products that come into it meanwhile wait, so that their documents know the tree as it will be.
    await category_rows.lock_category_subtree(db, category_id=category_id)
    return row


async def _follow(db: Writer, category_id: UUID, *, is_deep: bool) -> None:
    """Rewrites the documents of the products in a category: all at once where they are few, else by the worker."""
    found = await category_rows.list_category_products(
        db, category_id=category_id, is_deep=is_deep, after=None, most=MOST_AT_ONCE + 1
    )
    if len(found) > MOST_AT_ONCE:
        await stage(db, "follow_category", category_id=category_id, is_deep=is_deep)
    elif found:
        await documents.refresh(db, found)


async def _check_parent(db: Writer, parent_id: UUID | None, category_id: UUID | None) -> None:
    if parent_id is None:
        return
    path = await category_rows.get_category_path(db, category_id=parent_id)
    if not path:
        raise InvalidValue.at("parent_id", "there is no such category")
    if category_id in path:
        raise CategoryCycle.at("parent_id", "a category cannot stand within itself")
    # All that is below moves along: a path longer than category_path follows could hide a circle.
    height = 1 if category_id is None else await category_rows.get_category_height(db, category_id=category_id)
    if len(path) + height > rules.DEEPEST_CATEGORY:
        raise InvalidValue.at("parent_id", f"the tree is at most {rules.DEEPEST_CATEGORY} deep")


async def _finish(db: Writer, actor_id: UUID, action: str, category_id: UUID, before: Any, after: Any) -> None:
    announce(TOPIC)
    await audit.record(
        db,
        actor_id=actor_id,
        action=action,
        object_type="category",
        object_id=str(category_id),
        before=before,
        after=after,
    )
