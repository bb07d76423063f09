"""Questions about wishlists."""

from uuid import UUID

from rowlock.db.connections import Reader
from rowlock.wishlists import sql
from rowlock.wishlists.types import Wish, Wishlist


async def list_wishes(
    db: Reader, user_id: UUID, name: str, *, after: UUID | None, offset: int, limit: int
) -> tuple[list[Wish], int]:
    """The wishes of a list, the newest first, and how many there are; none where there is no such list."""
    rows = await sql.list_wishes(db, user_id=user_id, name=name, after_id=after, skip=offset, most=limit)
    found = await sql.find_list(db, user_id=user_id, name=name)
    return rows, found.wishes if found is not None else 0


async def list_lists(db: Reader, user_id: UUID) -> list[Wishlist]:
    """Somebody's lists in the order they were made."""
    return await sql.list_lists(db, user_id=user_id)
