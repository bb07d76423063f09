"""Coupons and promotions: made and changed by admins, given back by cancelled orders."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from rowlock.audit import commands as audit
from rowlock.db.connections import Writer
from rowlock.errors import InvalidValue, NotFound, PreconditionFailed
from rowlock.pricing.sql import coupon_rows
from rowlock.pricing.types.coupons import SaveCoupon

_ALL = 100.0


class NewCoupon(msgspec.Struct, frozen=True):
    actor_id: UUID
    request: SaveCoupon


class CouponChange(msgspec.Struct, frozen=True):
    """A coupon, whole. `expected_version` is what If-Match named."""

    actor_id: UUID
    coupon_id: UUID
    request: SaveCoupon
    expected_version: int | None


class CouponRemoval(msgspec.Struct, frozen=True):
    actor_id: UUID
    coupon_id: UUID
    expected_version: int | None


async def create_coupon(db: Writer, command: NewCoupon) -> UUID:
    """Adds a coupon, or a promotion without a code."""
    coupon_id = await coupon_rows.insert_coupon(db, **await _columns(db, command.request))
    await _audit(db, command.actor_id, "coupon.create", coupon_id, None, command.request)
    return coupon_id


async def update_coupon(db: Writer, command: CouponChange) -> None:
    """Rewrites a coupon. UsageLimitReached where it was used more often than its new limit."""
    before = await _locked(db, command.coupon_id, command.expected_version)
    await coupon_rows.update_coupon(db, id=command.coupon_id, **await _columns(db, command.request))
    await _audit(db, command.actor_id, "coupon.update", command.coupon_id, before, command.request)


async def archive_coupon(db: Writer, command: CouponRemoval) -> None:
    """Ends a coupon and takes it out of all carts; orders that used it keep it."""
    before = await _locked(db, command.coupon_id, command.expected_version)
    await coupon_rows.archive_coupon(db, id=command.coupon_id)
    await _audit(db, command.actor_id, "coupon.archive", command.coupon_id, before, None)


async def release(db: Writer, order_id: UUID) -> None:
    """Gives back what a cancelled order redeemed; a second time changes nothing."""
    await coupon_rows.release_coupons(db, order_id=order_id)


async def _locked(db: Writer, coupon_id: UUID, expected_version: int | None) -> Any:
    row = await coupon_rows.lock_coupon(db, id=coupon_id)
    if row is None:
        raise NotFound
    if expected_version is not None and expected_version != row.version:
        raise PreconditionFailed(version=row.version)
    return await coupon_rows.get_coupon(db, id=coupon_id)


async def _columns(db: Writer, request: SaveCoupon) -> dict[str, Any]:
    _check(request)
    unknown = await coupon_rows.unknown_goods(db, category_ids=request.category_ids, product_ids=request.product_ids)
    if unknown:
        path = "category_ids" if unknown[0] in request.category_ids else "product_ids"
        raise InvalidValue.at(path, f"there is no {unknown[0]}")
    columns = {name: getattr(request, name) for name in request.__struct_fields__}
    columns["value"] = _stored_value(request)
    columns["code"] = request.code.upper() if request.code is not None else None
    columns["name"] = request.name.strip() or request.code or request.type
    return columns


def _check(request: SaveCoupon) -> None:
    is_pieces = request.type == "buy_x_get_y"
    if (request.buy_quantity is not None or request.get_quantity is not None) and not is_pieces:
        raise InvalidValue.at("buy_quantity", "only buy_x_get_y counts pieces")
    if is_pieces and (request.buy_quantity is None or request.get_quantity is None):
        raise InvalidValue.at("buy_quantity", "give buy_quantity and get_quantity")
    if request.type in ("percentage", "fixed") and not request.value:
        raise InvalidValue.at("value", "must be more than 0")
    if request.type == "free_shipping" and request.value:
        raise InvalidValue.at("value", "free transport has no value")
    if request.starts_at is not None and request.ends_at is not None and request.starts_at >= request.ends_at:
        raise InvalidValue.at("ends_at", "it ends before it starts")
    is_personal = request.usage_limit or request.per_customer_limit or request.first_order_only
    if request.code is None and is_personal:
        raise InvalidValue.at("code", "a limit needs a code that customers enter")


def _stored_value(request: SaveCoupon) -> int:
    if request.type == "free_shipping":
        return 0
    value = Decimal(str(request.value if request.value is not None else _ALL))
    is_percent = request.type != "fixed"
    scaled = value * 100 if is_percent else value
    if scaled != scaled.to_integral_value():
        raise InvalidValue.at("value", "at most two decimals" if is_percent else "an amount has no decimals")
    if is_percent and value > 100:
        raise InvalidValue.at("value", "more than 100 percent")
    return int(scaled)


async def _audit(db: Writer, actor_id: UUID, action: str, coupon_id: UUID, before: Any, after: Any) -> None:
    await audit.record(
        db,
        actor_id=actor_id,
        action=action,
        object_type="coupon",
        object_id=str(coupon_id),
        before=before,
        after=after,
    )
