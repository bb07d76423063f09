"""The statements that change many variants by their SKUs."""

from uuid import UUID

from rowlock.catalogue.types.imported import PricedVariant
from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement


@statement
async def lock_products_of_skus(db: Writer, *, skus: list[str]) -> list[UUID]: ...


@statement
async def list_variants_by_sku(db: Reader, *, skus: list[str]) -> list[PricedVariant]: ...


@statement
async def change_prices(
    db: Writer, *, variant_ids: list[UUID], prices: list[int], compare_at_prices: list[int | None]
) -> None: ...


@statement
async def count_change(db: Writer, *, product_ids: list[UUID]) -> None: ...
