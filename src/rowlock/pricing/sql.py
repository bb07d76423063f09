"""The statements of `sql/pricing/`."""

from rowlock.db.connections import Reader
from rowlock.db.statements import statement
from rowlock.pricing.types import ShippingMethodRow


@statement
async def list_shipping_methods(db: Reader) -> list[ShippingMethodRow]: ...
