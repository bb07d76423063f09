"""What lies in stock, and how it sells."""

from rowlock.analytics import sql
from rowlock.analytics.queries.states import as_of
from rowlock.analytics.types.figures import DeadStock, Stock
from rowlock.db.connections import Reader


async def get_stock(db: Reader, *, most: int, currency: str) -> Stock:
    """Value and cover of the stock, with the variants that need somebody's eye, `most` of each kind."""
    row = await sql.sum_stock(db)
    return Stock(
        **await as_of(db, "stock", currency),  # type: ignore[arg-type]  # the three fields of Figures
        variants=row.variants,
        units=row.units,
        value=row.value,
        sold_30=row.sold_30,
        sold_90=row.sold_90,
        days_of_cover=row.days_of_cover,
        sold_out=row.sold_out,
        alerts=row.alerts,
        dead_stock=DeadStock(
            row.dead_variants, row.dead_units, row.dead_value, await sql.list_dead_stock(db, most=most)
        ),
        lowest_cover=await sql.list_short_stock(db, most=most),
        drilldown={"alerts": "/api/v1/admin/inventory/alerts"},
    )
