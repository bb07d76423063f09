"""A shop of any size as if lived in for two years: people, goods, orders and every ledger behind them.

It is made inside PostgreSQL, set by set: drawing a row costs a quarter of what its indexes and foreign keys do, and
two connections keep two cores at that, where rows made in Python would queue behind one interpreter.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

import msgspec

from rowlock import clock
from rowlock.db.connections import Reader, Writer
from rowlock.db.database import Database
from rowlock.demo import rules, sql, words
from rowlock.demo.errors import NothingToOrder, ShopNotEmpty
from rowlock.demo.types import Period, Progress, Size
from rowlock.settings import Settings

# argon2id of "rowlock-demo": made once, since it is the slowest thing in a shop.
_PASSWORD_HASH: Final = (
    "$argon2id$v=19$m=19456,t=2,p=1$5X0Wx00ABuIMbySCK4LF4w$C7zWjNvJm/w4uhj4aGGlBOF+bMoeAUb9K6kdrgdSkK0"  # noqa: S105
)
_AT_ONCE: Final = 2
_IN_A_STEP: Final = 2_000


class _Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What every part of the work needs to know."""

    size: Size
    currency: str
    opened_at: datetime
    until: datetime
    on_step: Callable[[int], None]


async def generate(settings: Settings, size: Size, on_progress: Progress, until: datetime | None = None) -> None:
    """Fills an empty shop. The same seed, sizes and `until` (by default the start of today) make the same rows.

    Refuses a shop that sells anything with ShopNotEmpty. The goods and people are one transaction, each period of
    orders another, and each leaves ledgers that agree: an interrupted run has fewer orders, never half ones.
    """
    if size.orders and not size.products:
        raise NothingToOrder
    until = until or clock.start_of_day(clock.today(settings.zone), settings.zone)
    opened_at = until - rules.LIFETIME
    # Each product counts twice, the second time for its document.
    done, total = 0, 2 * size.products + size.customers + size.orders

    def on_step(count: int) -> None:
        nonlocal done
        done += count
        on_progress(done, total)

    frame = _Frame(size=size, currency=settings.currency, opened_at=opened_at, until=until, on_step=on_step)
    database = await Database.open(settings, "command")
    try:
        await database.run(_insert_goods_and_people, frame)
        # What follows reads what was just written; planned for empty tables it takes ten times as long.
        await _as_owner(settings, sql.analyze)
        await _build_documents(database, on_step)
        periods = rules.plan_periods(size.orders, opened_at, until, settings.zone)
        await _in_parallel([partial(database.run, _insert_period, (frame, p)) for p in periods if p.orders])
    finally:
        await database.close()
    await _as_owner(settings, sql.vacuum)


async def _insert_goods_and_people(db: Writer, frame: _Frame) -> None:
    if not await sql.is_shop_empty(db):
        raise ShopNotEmpty
    await sql.begin_drawing(db, seed=rules.seed_of(frame.size.seed, -1))
    await _insert_people(db, frame)
    await sql.insert_vendors(db, opened_at=frame.opened_at, names=words.VENDORS)
    await sql.insert_categories(
        db,
        opened_at=frame.opened_at,
        sections=words.SECTIONS,
        shelf_sections=[section for section, _ in words.SHELVES],
        shelves=[shelf for _, shelf in words.SHELVES],
    )
    for first, last in _steps(frame.size.products):
        await sql.insert_products(
            db,
            first=first,
            last=last,
            products=frame.size.products,
            opened_at=frame.opened_at,
            until=frame.until,
            currency=frame.currency,
            shelves=[shelf for shelf, _ in words.NOUNS],
            nouns=[noun for _, noun in words.NOUNS],
            adjectives=words.ADJECTIVES,
            materials=words.MATERIALS,
            places=words.PLACES,
            tags=words.TAGS,
            sizes=words.SIZES,
            colours=words.COLOURS,
        )
        frame.on_step(last - first + 1)
    await sql.insert_variants(db)
    await sql.insert_stock(db)


async def _insert_people(db: Writer, frame: _Frame) -> None:
    for first, last in _steps(frame.size.customers):
        await sql.insert_customers(
            db,
            first=first,
            last=last,
            customers=frame.size.customers,
            opened_at=frame.opened_at,
            until=frame.until,
            password_hash=_PASSWORD_HASH,
            first_names=words.FIRST_NAMES,
            last_names=words.LAST_NAMES,
        )
        frame.on_step(last - first + 1)


async def _insert_period(db: Writer, command: tuple[_Frame, Period]) -> None:
    frame, period = command
    await sql.begin_drawing(db, seed=rules.seed_of(frame.size.seed, period.number))
    drawn = await sql.draw_order_lines(db, hours=period.hours, befores=period.befores, counts=period.counts)
    await sql.insert_orders(
        db,
        hours=period.hours,
        befores=period.befores,
        counts=period.counts,
        grown=period.grown,
        numbers=drawn.numbers,
        quantities=drawn.quantities,
        unit_prices=drawn.unit_prices,
        until=frame.until,
        currency=frame.currency,
        first_names=words.FIRST_NAMES,
        last_names=words.LAST_NAMES,
        streets=words.STREETS,
        cities=words.CITIES,
        postal_codes=words.POSTAL_CODES,
        countries=words.COUNTRIES,
    )
    await sql.insert_order_items(
        db,
        from_at=period.from_at,
        to_at=period.to_at,
        numbers=drawn.numbers,
        variant_ids=drawn.variant_ids,
        quantities=drawn.quantities,
        unit_prices=drawn.unit_prices,
    )
    await sql.insert_order_events(db, from_at=period.from_at, to_at=period.to_at)
    await sql.insert_payments(db, from_at=period.from_at, to_at=period.to_at)
    await sql.insert_stock_movements(db, from_at=period.from_at, to_at=period.to_at)
    frame.on_step(period.orders)


async def _build_documents(database: Database, on_step: Callable[[int], None]) -> None:
    async def build(product_ids: list[UUID]) -> None:
        await database.run(lambda db, ids: sql.refresh_product_documents(db, product_ids=ids), product_ids)
        on_step(len(product_ids))

    steps: list[list[UUID]] = []
    async with database.primary() as db:
        while found := await sql.list_product_ids(db, after=steps[-1][-1] if steps else None, most=_IN_A_STEP):
            steps.append(found)
    await _in_parallel([partial(build, step) for step in steps])


async def _as_owner(settings: Settings, statement: Callable[[Reader], Awaitable[None]]) -> None:
    """Runs what only the owner of the tables may; where nobody told us who that is, autovacuum does it later."""
    if settings.database_owner_url is None:
        return
    as_owner = msgspec.structs.replace(settings, database_url=settings.database_owner_url)
    database = await Database.open(as_owner, "command")
    try:
        async with database.primary() as db:
            await statement(db)
    finally:
        await database.close()


def _steps(count: int) -> list[tuple[int, int]]:
    """1 to `count` in pieces, both ends included."""
    return [(first, min(first + _IN_A_STEP - 1, count)) for first in range(1, count + 1, _IN_A_STEP)]


async def _in_parallel(work: list[Callable[[], Awaitable[None]]]) -> None:
    turn = asyncio.Semaphore(_AT_ONCE)

    async def one(piece: Callable[[], Awaitable[None]]) -> None:
        async with turn:
            await piece()

    async with asyncio.TaskGroup() as group:
        for piece in work:
            group.create_task(one(piece))
