"""The statements of `sql/analytics/`."""

from datetime import date

from rowlock.analytics.types import DashboardRow, ProductSales, ReadModelState, SalesRow
from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement


@statement
async def allow_time(db: Writer) -> None: ...


@statement
async def wait_for_turn(db: Writer) -> None: ...


@statement
async def get_state(db: Reader) -> ReadModelState: ...


@statement
async def refresh_sales_by_day(db: Writer) -> None: ...


@statement
async def refresh_product_sales_by_day(db: Writer) -> None: ...


@statement
async def refresh_product_sales(db: Writer) -> None: ...


@statement
async def refresh_dashboard(db: Writer) -> None: ...


@statement
async def note_refresh(db: Writer, *, name: str, duration_ms: int, built_from: str) -> None: ...


@statement
async def describe_shop(db: Reader) -> str: ...


@statement
async def get_dashboard(db: Reader) -> DashboardRow | None: ...


@statement
async def sales_by_period(db: Reader, *, unit: str, from_day: date, to_day: date) -> list[SalesRow]: ...


@statement
async def top_products_by_units(db: Reader, *, most: int) -> list[ProductSales]: ...


@statement
async def top_products_by_revenue(db: Reader, *, most: int) -> list[ProductSales]: ...


@statement
async def top_products_between(
    db: Reader, *, by_units: bool, from_day: date, to_day: date, most: int
) -> list[ProductSales]: ...
