"""Changes of a cart. Each locks the cart's row first, so that the changes of one cart stand in a row."""

from typing import Final
from uuid import UUID

import msgspec

from rowlock import clock
from rowlock.cart import rules, sql
from rowlock.cart.errors import CartEmpty, CouponInvalid, CouponNotCombinable
from rowlock.cart.filling import Filling
from rowlock.cart.types import MOST_COUPONS, AddedLine, AddLine, AdjustedLine, CartOwner, CartRow
from rowlock.db.connections import Writer
from rowlock.errors import NotFound, RowlockError
from rowlock.outbox.staging import stage
from rowlock.pricing import promotions

# Who agrees to such mails today is not written to about the cart of a year ago.
_REMINDED_DAYS: Final = 7


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


class ApplyCoupon(msgspec.Struct, frozen=True):
    """A code for the cart of somebody, who is known by his account and his address where he has any."""

    owner: CartOwner
    user_id: UUID | None
    email: str | None
    code: str


class RemoveCoupons(msgspec.Struct, frozen=True):
    """One coupon, or all of them."""

    owner: CartOwner
    code: str | None


class MergeCart(msgspec.Struct, frozen=True):
    """What a visitor collected before logging in, for the user's cart."""

    user_id: UUID
    token_hash: bytes | None
    lines: list[AddLine]


async def add_item(db: Writer, command: AddItems) -> None:
    """Adds one line, or more to a line that is there; makes the cart where there is none."""
    cart = await _opened_cart(db, command.owner, command.new_token_hash)
    line = command.lines[0]
    filling = await _filling(db, cart.id, [line.variant_id])
    filling.add(line.variant_id, line.quantity)
    await _write(db, cart.id, filling)


async def add_items(db: Writer, command: AddItems) -> list[AddedLine]:
    """Adds several lines; one that is refused says why and leaves the others alone."""
    cart = await _opened_cart(db, command.owner, command.new_token_hash)
    filling = await _filling(db, cart.id, [line.variant_id for line in command.lines])
    results = []
    for line in command.lines:
        try:
            filling.add(line.variant_id, line.quantity)
            results.append(AddedLine(line.variant_id, True))
        except RowlockError as refusal:
            results.append(AddedLine(line.variant_id, False, refusal.code, refusal.detail))
    await _write(db, cart.id, filling)
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
    variants = await sql.list_sellable_variants(db, cart_id=cart.id, variant_ids=[variant_id])
    rules.check_sellable(variants[0])
    rules.check_quantity(variants[0], command.quantity)
    await sql.set_line(db, cart_id=cart.id, item_id=command.item_id, quantity=command.quantity)


async def clear_cart(db: Writer, owner: CartOwner) -> None:
    """Removes every line. Clearing a cart that is not there is no mistake."""
    cart = await sql.lock_cart(db, user_id=owner.user_id, token_hash=owner.token_hash)
    if cart is not None:
        await sql.clear_lines(db, cart_id=cart.id)


async def acknowledge_prices(db: Writer, owner: CartOwner) -> None:
    """Takes the present price of every line as seen. Where there is no cart there is nothing to see."""
    cart = await sql.lock_cart(db, user_id=owner.user_id, token_hash=owner.token_hash)
    if cart is not None:
        await sql.acknowledge_prices(db, cart_id=cart.id)


async def apply_coupon(db: Writer, command: ApplyCoupon) -> None:
    """Puts a coupon into the cart. One that can never apply to this customer is refused with the reason, one that does
    not apply yet is kept. Several go together only where each of them combines."""
    cart = await sql.lock_cart(db, user_id=command.owner.user_id, token_hash=command.owner.token_hash)
    if cart is None or not await sql.list_lines(db, cart_id=cart.id):
        raise CartEmpty
    customer = command.email.lower() if command.email is not None else None
    coupon = await sql.find_coupon(db, code=command.code.strip(), user_id=command.user_id, customer=customer)
    if coupon is None:
        raise CouponInvalid("There is no such coupon", reason="unknown")
    if (reason := promotions.refusal_for_good(coupon, clock.now())) is not None:
        raise CouponInvalid(rules.COUPON_REASONS[reason], reason=reason)
    others = [other for other in await sql.list_coupons(db, cart_id=cart.id) if other.id != coupon.id]
    if others and not (coupon.combinable and all(other.combinable for other in others)):
        raise CouponNotCombinable(f"{others[0].code} is in the cart already", code_in_cart=others[0].code)
    if len(others) >= MOST_COUPONS:
        raise CouponNotCombinable(f"A cart has at most {MOST_COUPONS} coupons")
    await sql.add_coupon(db, cart_id=cart.id, coupon_id=coupon.id)


async def remove_coupons(db: Writer, command: RemoveCoupons) -> None:
    """Takes coupons out. What is not there is no mistake."""
    cart = await sql.lock_cart(db, user_id=command.owner.user_id, token_hash=command.owner.token_hash)
    if cart is not None:
        await sql.remove_coupons(db, cart_id=cart.id, code=command.code)


async def merge_cart(db: Writer, command: MergeCart) -> list[AdjustedLine]:
    """Takes lines over into the user's cart: of each variant the larger quantity wins, within stock and limit. The
    coupons of the anonymous cart come along unless the user's own has any.

    Doing it twice changes nothing the second time: the anonymous cart is gone then, and a larger quantity stays. The
    user's cart is locked before the anonymous one, by everybody who locks both.
    """
    cart = await _opened_cart(db, CartOwner(user_id=command.user_id))
    wanted: list[tuple[UUID, int, int | None]] = []
    if command.token_hash is not None:
        anonymous = await sql.lock_cart(db, user_id=None, token_hash=command.token_hash)
        if anonymous is not None:
            wanted = [
                (line.variant_id, line.quantity, line.seen_price)
                for line in await sql.list_lines(db, cart_id=anonymous.id)
            ]
            await sql.move_coupons(db, from_cart_id=anonymous.id, to_cart_id=cart.id)
            await sql.delete_cart(db, cart_id=anonymous.id)
    wanted.extend((line.variant_id, line.quantity, None) for line in command.lines)
    filling = await _filling(db, cart.id, [variant_id for variant_id, _, _ in wanted])
    adjustments: dict[UUID, AdjustedLine] = {}
    for variant_id, quantity, seen_price in wanted:
        if (adjusted := filling.take_over(variant_id, quantity, seen_price)) is not None:
            adjustments[variant_id] = adjusted
    await _write(db, cart.id, filling)
    return list(adjustments.values())


async def _filling(db: Writer, cart_id: UUID, variant_ids: list[UUID]) -> Filling:
    if not variant_ids:
        return Filling([])
    return Filling(await sql.list_sellable_variants(db, cart_id=cart_id, variant_ids=list(dict.fromkeys(variant_ids))))


async def _write(db: Writer, cart_id: UUID, filling: Filling) -> None:
    if not filling.changed:
        return
    await sql.put_lines(
        db,
        cart_id=cart_id,
        variant_ids=list(filling.changed),
        quantities=[line.quantity for line in filling.changed.values()],
        seen_prices=[line.seen_price for line in filling.changed.values()],
    )


async def _opened_cart(db: Writer, owner: CartOwner, new_token_hash: bytes | None = None) -> CartRow:
    found = await sql.lock_cart(db, user_id=owner.user_id, token_hash=owner.token_hash)
    if found is not None:
        return found
    token_hash = None if owner.user_id is not None else new_token_hash
    return await sql.insert_cart(db, user_id=owner.user_id, token_hash=token_hash)


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


class RemindOfCarts(msgspec.Struct, frozen=True):
    """Carts that were left alone for so many hours, so many at a time."""

    hours: int
    most: int


async def remind_of_carts(db: Writer, command: RemindOfCarts) -> int:
    """Stages a mail to the owner of each cart that is due, once for each state of it, and says how many."""
    due = await sql.mark_due_reminders(db, hours=command.hours, days=_REMINDED_DAYS, most=command.most)
    for cart in due:
        await stage(
            db,
            "send_cart_reminder",
            dedup_key=f"cart_reminder:{cart.cart_id}:{cart.updated_at.isoformat()}",
            cart_id=cart.cart_id,
            updated_at=cart.updated_at,
        )
    return len(due)
