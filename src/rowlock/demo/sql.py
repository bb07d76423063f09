"""The statements of `sql/demo/`. They write the tables of many features: what they make is a shop as if lived in."""

from datetime import datetime
from uuid import UUID

from rowlock.db.connections import Reader, Writer
from rowlock.db.statements import statement
from rowlock.demo.types import DrawnLines, StoredRendition


@statement
async def is_shop_empty(db: Reader) -> bool: ...


@statement
async def begin_drawing(db: Writer, *, seed: float) -> str: ...


@statement
async def insert_vendors(db: Writer, *, opened_at: datetime, names: list[str]) -> None: ...


@statement
async def insert_categories(
    db: Writer, *, opened_at: datetime, sections: list[str], shelf_sections: list[str], shelves: list[str]
) -> None: ...


@statement
async def insert_products(
    db: Writer,
    *,
    first: int,
    last: int,
    products: int,
    opened_at: datetime,
    until: datetime,
    currency: str,
    shelves: list[str],
    nouns: list[str],
    adjectives: list[str],
    materials: list[str],
    places: list[str],
    tags: list[str],
    sizes: list[str],
    colours: list[str],
) -> None: ...


@statement
async def insert_variants(db: Writer) -> None: ...


@statement
async def insert_stock(db: Writer) -> None: ...


@statement
async def insert_customers(
    db: Writer,
    *,
    first: int,
    last: int,
    customers: int,
    opened_at: datetime,
    until: datetime,
    password_hash: str,
    first_names: list[str],
    last_names: list[str],
) -> None: ...


@statement
async def draw_order_lines(
    db: Reader, *, hours: list[datetime], befores: list[int], counts: list[int]
) -> DrawnLines: ...


@statement
async def insert_orders(
    db: Writer,
    *,
    hours: list[datetime],
    befores: list[int],
    counts: list[int],
    grown: list[float],
    numbers: list[int],
    quantities: list[int],
    unit_prices: list[int],
    until: datetime,
    currency: str,
    first_names: list[str],
    last_names: list[str],
    streets: list[str],
    cities: list[str],
    postal_codes: list[str],
    countries: list[str],
) -> None: ...


@statement
async def insert_order_items(
    db: Writer,
    *,
    from_at: datetime,
    to_at: datetime,
    numbers: list[int],
    variant_ids: list[UUID],
    quantities: list[int],
    unit_prices: list[int],
) -> None: ...


@statement
async def insert_order_events(db: Writer, *, from_at: datetime, to_at: datetime) -> None: ...


@statement
async def insert_payments(db: Writer, *, from_at: datetime, to_at: datetime) -> None: ...


@statement
async def insert_stock_movements(db: Writer, *, from_at: datetime, to_at: datetime) -> None: ...


@statement
async def insert_image(db: Writer, *, product_id: UUID, alt: str, renditions: dict[str, StoredRendition]) -> None: ...


@statement
async def list_product_ids(db: Reader, *, after: UUID | None, most: int) -> list[UUID]: ...


@statement
async def refresh_product_documents(db: Writer, *, product_ids: list[UUID]) -> None: ...


@statement
async def analyze(db: Reader) -> None: ...


@statement
async def vacuum(db: Reader) -> None: ...
