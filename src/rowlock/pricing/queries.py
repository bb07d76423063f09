"""Questions about what things cost beside their price."""

from rowlock.db.connections import Reader
from rowlock.pricing import sql
from rowlock.pricing.types import ShippingMethod


async def list_shipping_methods(db: Reader, *, currency: str) -> list[ShippingMethod]:
    """The ways an order may travel, in the shop's order; the first is taken when an order names none."""
    return [
        ShippingMethod(
            id=row.id,
            code=row.code,
            name=row.name,
            amount=row.amount,
            currency=currency,
            estimate_days=row.estimate_days,
        )
        for row in await sql.list_shipping_methods(db)
    ]
