"""The statements of `sql/wishlists/`."""

from uuid import UUID

from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement
from rowlock.wishlists.types import FoundList, Wish, Wishlist


@statement
async def lock_owner(db: Writer, *, user_id: UUID) -> UUID | None: ...


@statement
async def find_list(db: Reader, *, user_id: UUID, name: str) -> FoundList | None: ...


@statement
async def insert_list(db: Writer, *, user_id: UUID, name: str, most: int) -> UUID | None: ...


@statement
async def is_wished(db: Reader, *, wishlist_id: UUID, product_id: UUID) -> bool: ...


@statement
async def put_wish(
    db: Writer, *, wishlist_id: UUID, product_id: UUID, variant_id: UUID | None, note: str | None
) -> UUID | None: ...


@statement
async def get_wish(db: Reader, *, wish_id: UUID) -> Wish: ...


@statement
async def list_wishes(
    db: Reader, *, user_id: UUID, name: str, after_id: UUID | None, skip: int, most: int
) -> list[Wish]: ...


@statement
async def list_lists(db: Reader, *, user_id: UUID) -> list[Wishlist]: ...


@statement
async def rename_list(db: Writer, *, user_id: UUID, name: str, new_name: str) -> Wishlist | None: ...


@statement
async def delete_list(db: Writer, *, user_id: UUID, name: str) -> UUID | None: ...


@statement
async def delete_lists_of_user(db: Writer, *, user_id: UUID) -> None: ...


@statement
async def delete_wish(db: Writer, *, user_id: UUID, name: str, product_id: UUID) -> UUID | None: ...


@statement
async def list_choices(
    db: Reader, *, user_id: UUID, name: str, product_id: UUID, variant_id: UUID | None
) -> list[UUID]: ...
