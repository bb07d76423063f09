"""Questions of admins about coupons, shipping and taxes. They go to the primary: an admin looks at what he just did."""

from uuid import UUID

import msgspec

from rowlock.accounts.rules import contains
from rowlock.db.connections import Reader
from rowlock.errors import InvalidValue, NotFound
from rowlock.pricing.sql import coupon_rows, place_rows
from rowlock.pricing.types.coupons import Coupon, CouponRow, Good
from rowlock.pricing.types.places import Method, TaxClass, TaxRateShown, Zone


class CouponFilter(msgspec.Struct, frozen=True):
    """Which coupons a list has; `search` is a part of a code or a name."""

    search: str | None = None


async def list_coupons(
    db: Reader, chosen: CouponFilter, *, before: UUID | None, skip: int, limit: int, most: int, currency: str
) -> tuple[list[Coupon], int]:
    """Coupons and promotions, the newest first, and how many there are, counted to `most`."""
    pattern = contains(chosen.search) if chosen.search else None
    rows = await coupon_rows.list_coupons(db, search=pattern, before_id=before, skip=skip, most=limit)
    counted = await coupon_rows.count_coupons(db, search=pattern, most=most)
    return [_shown(row, currency) for row in rows], counted


async def get_coupon(db: Reader, coupon_id: UUID, *, currency: str) -> tuple[Coupon, int]:
    """A coupon with its version."""
    row = await coupon_rows.get_coupon(db, id=coupon_id)
    if row is None:
        raise NotFound
    return _shown(row, currency), row.version


async def list_goods(db: Reader, product_ids: list[UUID]) -> list[Good]:
    """The products among these that there are, by name."""
    return await coupon_rows.list_goods(db, product_ids=product_ids)


async def find_goods(db: Reader, keys: list[str]) -> list[UUID]:
    """The products that slugs and SKUs name; InvalidValue at `products` for the first that names none."""
    known = {good.key: good.product_id for good in await coupon_rows.find_goods(db, keys=keys)}
    for key in keys:
        if key not in known:
            raise InvalidValue.at("products", f"there is no product with the slug or SKU {key}")
    return list(dict.fromkeys(known[key] for key in keys))


async def list_zones(db: Reader) -> list[Zone]:
    return await place_rows.list_zones(db)


async def list_methods(db: Reader) -> list[Method]:
    return await place_rows.list_methods(db)


async def list_tax_classes(db: Reader) -> list[TaxClass]:
    return await place_rows.list_tax_classes(db)


async def list_tax_rates(db: Reader) -> list[TaxRateShown]:
    return [
        TaxRateShown(row.id, row.tax_class, row.name, row.country, row.region, row.rate_ppm / 10_000, row.version)
        for row in await place_rows.list_tax_rates(db)
    ]


def _shown(row: CouponRow, currency: str) -> Coupon:
    shared = {name: getattr(row, name) for name in Coupon.__struct_fields__ if name not in ("value", "currency")}
    return Coupon(**shared, value=row.value if row.type == "fixed" else row.value / 100, currency=currency)
