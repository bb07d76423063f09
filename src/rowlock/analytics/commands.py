"""Renews the read models, one refresher at a time."""

import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from rowlock.analytics import sql
from rowlock.db.connections import Writer

# In this order: the later ones read the earlier.
_MODELS: Final[tuple[tuple[str, Callable[[Writer], Awaitable[None]]], ...]] = (
    ("sales_by_day", sql.refresh_sales_by_day),
    ("product_sales_by_day", sql.refresh_product_sales_by_day),
    ("product_sales", sql.refresh_product_sales),
    ("dashboard", sql.refresh_dashboard),
)


async def refresh_read_models(db: Writer, asked_at: datetime | None) -> datetime:
    """Renews all read models and returns when; waits for another refresher.

    With `asked_at` a refresh that began after that instant is good enough, whoever made it.
    """
    await sql.allow_time(db)
    await sql.wait_for_turn(db)
    state = await sql.get_state(db)
    if asked_at is not None and state.refreshed_at is not None and state.refreshed_at >= asked_at:
        return state.refreshed_at
    # Before the refreshes: what changes meanwhile makes them stale, not current.
    built_from = await sql.describe_shop(db)
    for name, refresh in _MODELS:
        started = time.monotonic()
        await refresh(db)
        elapsed_ms = round((time.monotonic() - started) * 1000)
        await sql.note_refresh(db, name=name, duration_ms=elapsed_ms, built_from=built_from)
    refreshed = (await sql.get_state(db)).refreshed_at
    assert refreshed is not None
    return refreshed
