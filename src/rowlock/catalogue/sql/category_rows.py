"""The statements on categories."""

from uuid import UUID

from rowlock.catalogue.types.rows import CategoryRow
from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement


@statement
async def find_category_id(db: Reader, *, slug: str) -> UUID | None: ...


@statement
async def find_renamed_category(db: Reader, *, slug: str) -> str | None: ...


@statement
async def list_categories(db: Reader) -> list[CategoryRow]: ...


@statement
async def lock_categories(db: Writer) -> None: ...


@statement
async def get_category(db: Reader, *, category_id: UUID) -> CategoryRow | None: ...


@statement
async def get_category_path(db: Reader, *, category_id: UUID) -> list[UUID]: ...


@statement
async def get_category_height(db: Reader, *, category_id: UUID) -> int: ...


@statement
async def find_free_category_slug(db: Writer, *, wanted: str) -> str: ...


@statement
async def insert_category(
    db: Writer, *, slug: str, name: str, description: str, parent_id: UUID | None, position: int
) -> UUID: ...


@statement
async def update_category(
    db: Writer, *, category_id: UUID, slug: str, name: str, description: str, parent_id: UUID | None, position: int
) -> None: ...


@statement
async def lock_category_subtree(db: Writer, *, category_id: UUID) -> list[UUID]: ...


@statement
async def list_category_products(
    db: Reader, *, category_id: UUID, is_deep: bool, after: UUID | None, most: int
) -> list[UUID]: ...


@statement
async def is_category_used(db: Reader, *, category_id: UUID) -> bool: ...


@statement
async def delete_category(db: Writer, *, category_id: UUID) -> None: ...


@statement
async def fold_category_tallies(db: Writer) -> None: ...


@statement
async def fold_tag_tallies(db: Writer) -> None: ...
