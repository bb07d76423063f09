"""The statements of `sql/analytics/`."""

from datetime import date, datetime
from uuid import UUID

from rowlock.analytics.types.rows import (
    ActivityRow,
    CategorySalesRow,
    CohortRow,
    CouponSalesRow,
    DashboardRow,
    NewUsersRow,
    ProductSalesRow,
    ReadModelState,
    RegionSalesRow,
    SalesRow,
    StaleSales,
    StockItem,
    StockRow,
)
from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement


@statement
async def begin_picture(db: Writer) -> None: ...


@statement
async def wait_for_turn(db: Writer) -> None: ...


@statement
async def take_memory(db: Writer) -> None: ...


@statement
async def list_states(db: Reader, *, names: list[str]) -> list[ReadModelState]: ...


@statement
async def note_refresh(db: Writer, *, name: str, refreshed_at: datetime, duration_ms: int) -> None: ...


@statement
async def refresh_users_by_day(db: Writer) -> None: ...


@statement
async def refresh_active_users(db: Writer) -> None: ...


@statement
async def refresh_stock_figures(db: Writer) -> None: ...


@statement
async def refresh_stock_totals(db: Writer) -> None: ...


@statement
async def refresh_dashboard(db: Writer) -> None: ...


@statement
async def take_notes(db: Writer, *, model: str) -> None: ...


@statement
async def take_stale_sales(db: Writer) -> StaleSales: ...


@statement
async def list_all_sales(db: Reader) -> StaleSales: ...


@statement
async def forget_sales(db: Writer) -> None: ...


@statement
async def forget_hours(db: Writer, *, days: list[date]) -> None: ...


@statement
async def count_hours(db: Writer, *, days: list[date]) -> None: ...


@statement
async def sum_days(db: Writer, *, days: list[date]) -> None: ...


@statement
async def move_categories(db: Writer) -> None: ...


@statement
async def count_products(db: Writer, *, days: list[date]) -> None: ...


@statement
async def count_regions(db: Writer, *, days: list[date]) -> None: ...


@statement
async def count_coupons(db: Writer, *, days: list[date]) -> None: ...


@statement
async def count_customer_months(db: Writer, *, user_ids: list[UUID]) -> None: ...


@statement
async def count_customers(db: Writer, *, user_ids: list[UUID]) -> None: ...


@statement
async def get_dashboard(db: Reader) -> DashboardRow | None: ...


@statement
async def sales_by_period(db: Reader, *, unit: str, from_day: date, to_day: date) -> list[SalesRow]: ...


@statement
async def sum_sales(db: Reader, *, from_day: date, to_day: date, until: datetime | None) -> SalesRow: ...


@statement
async def top_products(
    db: Reader,
    *,
    by_units: bool,
    all_time: bool,
    years: list[date],
    months: list[date],
    days: list[date],
    most: int,
) -> list[ProductSalesRow]: ...


@statement
async def top_categories(
    db: Reader,
    *,
    by_units: bool,
    all_time: bool,
    years: list[date],
    months: list[date],
    days: list[date],
    most: int,
) -> list[CategorySalesRow]: ...


@statement
async def list_regions(
    db: Reader,
    *,
    all_time: bool,
    years: list[date],
    months: list[date],
    days: list[date],
    most: int,
) -> list[RegionSalesRow]: ...


@statement
async def list_coupons(
    db: Reader,
    *,
    all_time: bool,
    years: list[date],
    months: list[date],
    days: list[date],
    most: int,
) -> list[CouponSalesRow]: ...


@statement
async def users_by_period(db: Reader, *, unit: str, from_day: date, to_day: date) -> list[NewUsersRow]: ...


@statement
async def get_activity(db: Reader) -> ActivityRow | None: ...


@statement
async def list_cohorts(db: Reader, *, most: int) -> list[CohortRow]: ...


@statement
async def sum_stock(db: Reader) -> StockRow: ...


@statement
async def list_dead_stock(db: Reader, *, most: int) -> list[StockItem]: ...


@statement
async def list_short_stock(db: Reader, *, most: int) -> list[StockItem]: ...
