"""Changes of a cart. Each locks the cart's row first, so that the changes of one cart stand in a row."""

from uuid import UUID

import msgspec

from rowlock.cart import rules, sql
from rowlock.cart.types import MOST_LINES, AddedLine, AddLine, AdjustedLine, CartOwner, CartRow
from rowlock.db.connections import Writer
from rowlock.db.database import RepeatTransaction
from rowlock.errors import NotFound, RowlockError


class AddItems(msgspec.Struct, frozen=True):
    """So many more of each variant. A visitor without a cart gets one under `new_token_hash`: a token is never chosen
    by who presents it."""

    owner: CartOwner
    lines: list[AddLine]
    new_token_hash: bytes | None = None


class SetItemQuantity(msgspec.Struct, frozen=True):
    owner: CartOwner
    item_id: UUID
    quantity: int


class MergeCart(msgspec.Struct, frozen=True):
    """What a visitor collected before logging in, for the user's cart."""

    user_id: UUID
    token_hash: bytes | None
    lines: list[AddLine]


async def add_item(db: Writer, command: AddItems) -> None:
    """Adds one line, or more to a line that is there; makes the cart where there is none."""
    cart = await _opened_cart(db, command.owner, command.new_token_hash)
    await _add(db, cart.id, command.lines[0])


async def add_items(db: Writer, command: AddItems) -> list[AddedLine]:
    """Adds several lines; one that is refused says why and leaves the others alone."""
    cart = await _opened_cart(db, command.owner, command.new_token_hash)
    results = []
    for line in command.lines:
        try:
            await _add(db, cart.id, line)
            results.append(AddedLine(line.variant_id, True))
        except RowlockError as refusal:
            results.append(AddedLine(line.variant_id, False, refusal.code, refusal.detail))
    return results


async def set_item_quantity(db: Writer, command: SetItemQuantity) -> None:
    """Sets a line to a quantity; 0 removes it. NotFound where the line is in no cart of this owner."""
    cart = await _locked_cart(db, command.owner)
    variant_id = await sql.get_line_variant(db, cart_id=cart.id, item_id=command.item_id)
    if variant_id is None:
        raise NotFound
    if command.quantity == 0:
        await sql.delete_line(db, cart_id=cart.id, item_id=command.item_id)
        return
    variant = await sql.get_sellable_variant(db, cart_id=cart.id, variant_id=variant_id)
    rules.check_quantity(variant, command.quantity)
    assert variant is not None
    await sql.put_line(
        db, cart_id=cart.id, variant_id=variant_id, quantity=command.quantity, seen_price=variant.unit_price
    )


async def clear_cart(db: Writer, owner: CartOwner) -> None:
    """Removes every line. Clearing a cart that is not there is no mistake."""
    cart = await sql.lock_cart(db, user_id=owner.user_id, token_hash=owner.token_hash)
    if cart is not None:
        await sql.clear_lines(db, cart_id=cart.id)


async def merge_cart(db: Writer, command: MergeCart) -> list[AdjustedLine]:
    """Takes lines over into the user's cart: of each variant the larger quantity wins, within stock and limit.

    Doing it twice changes nothing the second time: the anonymous cart is gone then, and a larger quantity stays.
    """
    cart = await _opened_cart(db, CartOwner(user_id=command.user_id))
    wanted = {line.variant_id: line.quantity for line in command.lines}
    if command.token_hash is not None:
        anonymous = await sql.lock_cart(db, user_id=None, token_hash=command.token_hash)
        if anonymous is not None:
            for line in await sql.list_lines(db, cart_id=anonymous.id):
                wanted[line.variant_id] = max(line.quantity, wanted.get(line.variant_id, 0))
            await sql.delete_cart(db, cart_id=anonymous.id)
    adjustments = []
    for variant_id, quantity in wanted.items():
        if (adjusted := await _take_over(db, cart.id, variant_id, quantity)) is not None:
            adjustments.append(adjusted)
    return adjustments


async def _add(db: Writer, cart_id: UUID, line: AddLine) -> None:
    variant = await sql.get_sellable_variant(db, cart_id=cart_id, variant_id=line.variant_id)
    quantity = line.quantity + (variant.in_cart if variant is not None else 0)
    rules.check_quantity(variant, quantity)
    assert variant is not None
    await sql.put_line(
        db, cart_id=cart_id, variant_id=line.variant_id, quantity=quantity, seen_price=variant.unit_price
    )


async def _take_over(db: Writer, cart_id: UUID, variant_id: UUID, quantity: int) -> AdjustedLine | None:
    variant = await sql.get_sellable_variant(db, cart_id=cart_id, variant_id=variant_id)
    if variant is None or not variant.is_sellable:
        return AdjustedLine(variant_id, "unavailable", 0)
    if variant.in_cart == 0 and variant.other_lines >= MOST_LINES:
        return AdjustedLine(variant_id, "cart_full", 0)
    wanted = max(quantity, variant.in_cart)
    possible = rules.possible_quantity(variant, wanted)
    if possible > 0:
        await sql.put_line(db, cart_id=cart_id, variant_id=variant_id, quantity=possible, seen_price=variant.unit_price)
    if possible == wanted:
        return None
    if possible == rules.quantity_limit(variant.max_per_order):
        return AdjustedLine(variant_id, "quantity_limit", possible)
    return AdjustedLine(variant_id, "insufficient_stock" if possible else "out_of_stock", possible)


async def _opened_cart(db: Writer, owner: CartOwner, new_token_hash: bytes | None = None) -> CartRow:
    found = await sql.lock_cart(db, user_id=owner.user_id, token_hash=owner.token_hash)
    if found is None:
        found = await sql.insert_cart(
            db, user_id=owner.user_id, token_hash=None if owner.user_id is not None else new_token_hash
        )
    if found is None:
        raise RepeatTransaction
    return found


async def _locked_cart(db: Writer, owner: CartOwner) -> CartRow:
    found = await sql.lock_cart(db, user_id=owner.user_id, token_hash=owner.token_hash)
    if found is None:
        raise NotFound
    return found


async def delete_expired_carts(db: Writer, *, most: int) -> int:
    """Forgets carts past their time and says how many; one that is being used at this moment is passed over."""
    return await sql.delete_expired_carts(db, most=most)


async def delete_carts_of_user(db: Writer, user_id: UUID) -> None:
    """Forgets what somebody had in mind to buy."""
    await sql.delete_carts_of_user(db, user_id=user_id)
