"""Changes of wishlists. What counts against a limit locks the account of its owner first; the cart comes before all."""

from uuid import UUID

import msgspec

from rowlock.cart import commands as carts
from rowlock.cart.types import AddLine, CartOwner
from rowlock.db.connections import Writer
from rowlock.errors import InvalidValue, NotFound
from rowlock.wishlists import sql
from rowlock.wishlists.errors import TooManyWishlists, WishlistFull
from rowlock.wishlists.types import DEFAULT, MOST_LISTS, MOST_WISHES, AddWish, MoveToCart, Wish, Wishlist


class Wishing(msgspec.Struct, frozen=True):
    """A wish for one of somebody's lists, which is made where it is not there."""

    user_id: UUID
    wish: AddWish


class NamedWish(msgspec.Struct, frozen=True):
    """A product in one of somebody's lists."""

    user_id: UUID
    name: str
    product_id: UUID


class Moving(msgspec.Struct, frozen=True):
    """A wish that is to be bought."""

    wish: NamedWish
    move: MoveToCart


class Renaming(msgspec.Struct, frozen=True):
    user_id: UUID
    name: str
    new_name: str


class NamedList(msgspec.Struct, frozen=True):
    user_id: UUID
    name: str


async def add_wish(db: Writer, command: Wishing) -> Wish:
    """Writes down a wish; one of a product that is in the list says anew which variant and why."""
    user_id, wish = command.user_id, command.wish
    if await sql.lock_owner(db, user_id=user_id) is None:
        raise NotFound
    wishlist_id = await _opened_list(db, user_id, wish.list or DEFAULT, wish.product_id)
    wish_id = await sql.put_wish(
        db, wishlist_id=wishlist_id, product_id=wish.product_id, variant_id=wish.variant_id, note=wish.note
    )
    if wish_id is None:
        raise NotFound
    return await sql.get_wish(db, wish_id=wish_id)


async def remove_wish(db: Writer, command: NamedWish) -> None:
    """Takes a product out of a list."""
    found = await sql.delete_wish(db, user_id=command.user_id, name=command.name, product_id=command.product_id)
    if found is None:
        raise NotFound


async def move_to_cart(db: Writer, command: Moving) -> None:
    """Puts what is wished into the cart and takes it out of the list; what the cart refuses stays in the list."""
    wish, move = command.wish, command.move
    choices = await sql.list_choices(
        db, user_id=wish.user_id, name=wish.name, product_id=wish.product_id, variant_id=move.variant_id
    )
    if not choices:
        raise NotFound
    if len(choices) > 1:
        raise InvalidValue.at("variant_id", "the product has several variants; choose one")
    line = AddLine(variant_id=choices[0], quantity=move.quantity)
    await carts.add_item(db, carts.AddItems(CartOwner(user_id=wish.user_id), [line]))
    # Whoever moved it at the same time has taken it out by now, and it would be in the cart twice.
    await remove_wish(db, wish)


async def rename_list(db: Writer, command: Renaming) -> Wishlist:
    """Gives a list another name that no other one has."""
    found = await sql.rename_list(db, user_id=command.user_id, name=command.name, new_name=command.new_name)
    if found is None:
        raise NotFound
    return found


async def delete_list(db: Writer, command: NamedList) -> None:
    """Forgets a list with its wishes."""
    if await sql.delete_list(db, user_id=command.user_id, name=command.name) is None:
        raise NotFound


async def delete_lists_of_user(db: Writer, user_id: UUID) -> None:
    """Forgets what somebody wished for."""
    await sql.delete_lists_of_user(db, user_id=user_id)


async def _opened_list(db: Writer, user_id: UUID, name: str, product_id: UUID) -> UUID:
    found = await sql.find_list(db, user_id=user_id, name=name)
    if found is None:
        made = await sql.insert_list(db, user_id=user_id, name=name, most=MOST_LISTS)
        if made is None:
            raise TooManyWishlists(f"There are {MOST_LISTS} lists at most")
        return made
    if found.wishes >= MOST_WISHES and not await sql.is_wished(db, wishlist_id=found.id, product_id=product_id):
        raise WishlistFull(f"A list has at most {MOST_WISHES} wishes")
    return found.id
