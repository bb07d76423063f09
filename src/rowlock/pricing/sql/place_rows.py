"""The statements of `sql/pricing/` on shipping and taxes."""

from typing import Any
from uuid import UUID

from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement
from rowlock.pricing.types.coupons import LockedRow
from rowlock.pricing.types.places import Method, TaxClass, TaxRateRow, Zone


@statement
async def list_zones(db: Reader) -> list[Zone]: ...


@statement
async def lock_zone(db: Writer, *, id: UUID) -> LockedRow | None: ...


@statement
async def save_zone(db: Writer, *, id: UUID | None, name: str) -> UUID: ...


@statement
async def delete_zone_places(db: Writer, *, zone_id: UUID) -> None: ...


@statement
async def insert_zone_places(db: Writer, *, zone_id: UUID, countries: list[str], regions: list[str | None]) -> None: ...


@statement
async def delete_zone(db: Writer, *, id: UUID) -> UUID | None: ...


@statement
async def list_methods(db: Reader) -> list[Method]: ...


@statement
async def lock_method(db: Writer, *, id: UUID) -> LockedRow | None: ...


@statement
async def save_method(
    db: Writer,
    *,
    id: UUID | None,
    code: str,
    name: str,
    zone_id: UUID | None,
    kind: str,
    amount: int,
    tiers: Any,
    free_over: int | None,
    max_weight_grams: int | None,
    estimate_days: int | None,
    position: int,
    is_active: bool,
) -> UUID: ...


@statement
async def delete_method(db: Writer, *, id: UUID) -> None: ...


@statement
async def list_tax_classes(db: Reader) -> list[TaxClass]: ...


@statement
async def save_tax_class(db: Writer, *, code: str, name: str) -> None: ...


@statement
async def delete_tax_class(db: Writer, *, code: str) -> str | None: ...


@statement
async def list_tax_rates(db: Reader) -> list[TaxRateRow]: ...


@statement
async def lock_tax_rate(db: Writer, *, id: UUID) -> LockedRow | None: ...


@statement
async def save_tax_rate(
    db: Writer,
    *,
    id: UUID | None,
    tax_class: str,
    name: str,
    country: str | None,
    region: str | None,
    rate_ppm: int,
) -> UUID: ...


@statement
async def delete_tax_rate(db: Writer, *, id: UUID) -> None: ...
