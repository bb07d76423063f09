"""Renews the read models, one refresher at a time, all of what it reads as of one instant."""

import time
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Final

import msgspec

from rowlock.analytics import sql
from rowlock.analytics.types.rows import MODELS, Model
from rowlock.db.connections import Writer
from rowlock.outbox.staging import stage

# Sorting more than that at once needs more memory than a refresh may take.
_DAYS_AT_ONCE: Final = 31


class RefreshReadModels(msgspec.Struct, frozen=True, kw_only=True):
    """Which to renew. With `asked_at` a refresh of an instant after that is good enough, whoever made it.

    `anew` forgets what was counted and counts everything.
    """

    models: tuple[Model, ...] = MODELS
    asked_at: datetime | None = None
    anew: bool = False


async def refresh_read_models(db: Writer, command: RefreshReadModels) -> datetime:
    """Renews read models and returns as of when they are; waits for another refresher."""
    await sql.begin_picture(db)
    await sql.wait_for_turn(db)
    await sql.take_memory(db)
    states = await sql.list_states(db, names=[model for model in MODELS if model in command.models])
    refreshed_at = states[0].asked_at
    for state in states:
        if command.asked_at is not None and state.refreshed_at is not None and state.refreshed_at >= command.asked_at:
            continue
        started = time.monotonic()
        await sql.take_notes(db, model=state.name)
        if state.name == "sales":
            await _refresh_sales(db, anew=command.anew or state.is_outdated)
        for refresh in _VIEWS.get(state.name, ()):
            await refresh(db)
        elapsed_ms = round((time.monotonic() - started) * 1000)
        await sql.note_refresh(db, name=state.name, refreshed_at=refreshed_at, duration_ms=elapsed_ms)
    return refreshed_at


_VIEWS: Final[dict[str, tuple[Callable[[Writer], Awaitable[None]], ...]]] = {
    "people": (sql.refresh_users_by_day, sql.refresh_active_users),
    "stock": (sql.refresh_stock_figures, sql.refresh_stock_totals),
    "dashboard": (sql.refresh_dashboard,),
}


async def _refresh_sales(db: Writer, *, anew: bool) -> None:
    """Counts the days that have changed, or all of them."""
    if anew:
        await sql.forget_sales(db)
        stale = await sql.list_all_sales(db)
    else:
        stale = await sql.take_stale_sales(db)
        await sql.move_categories(db)
        await sql.forget_hours(db, days=stale.days)
    for begin in range(0, len(stale.days), _DAYS_AT_ONCE):
        await _count_days(db, stale.days[begin : begin + _DAYS_AT_ONCE])
    await sql.count_customer_months(db, user_ids=stale.user_ids)
    await sql.count_customers(db, user_ids=stale.user_ids)


async def _count_days(db: Writer, days: list[date]) -> None:
    await sql.count_hours(db, days=days)
    await sql.sum_days(db, days=days)
    await sql.count_products(db, days=days)
    await sql.count_regions(db, days=days)
    await sql.count_coupons(db, days=days)


async def ask_for_refresh(db: Writer, asked_at: datetime) -> None:
    """Has a worker renew all read models."""
    await stage(db, "renew_read_models", asked_at=asked_at)
