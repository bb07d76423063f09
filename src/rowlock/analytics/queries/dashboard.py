"""The shop at a glance."""

from datetime import timedelta

from rowlock.analytics import links, sql
from rowlock.analytics.queries.states import as_of
from rowlock.analytics.types.figures import Dashboard, ProductSales, Span, Today, Totals, Yesterday
from rowlock.db.connections import Reader


async def get_dashboard(db: Reader, *, currency: str) -> Dashboard:
    """The shop at a glance, today held against yesterday until the same time."""
    row = await sql.get_dashboard(db)
    assert row is not None, "the view has one row from its creation on"
    day = row.day
    month, months_before = day - timedelta(days=30), day - timedelta(days=60)
    yesterday = day - timedelta(days=1)
    return Dashboard(
        **await as_of(db, "dashboard", currency),  # type: ignore[arg-type]  # the three fields of Figures
        totals=Totals(row.users, row.orders, row.revenue, row.products),
        today=Today(day, row.orders_today, row.revenue_today, row.new_users_today, links.orders(day, day)),
        yesterday=Yesterday(
            yesterday, row.yesterday_at, row.orders_yesterday, row.revenue_yesterday, row.new_users_yesterday
        ),
        last_30_days=Span(month, yesterday, row.orders_30, row.revenue_30, links.orders(month, yesterday)),
        previous_30_days=Span(
            months_before,
            month - timedelta(days=1),
            row.orders_before_30,
            row.revenue_before_30,
            links.orders(months_before, month - timedelta(days=1)),
        ),
        active_users=row.active_users,
        pending_orders=row.pending_orders,
        inventory_alerts=row.inventory_alerts,
        popular_products=[
            ProductSales(
                product.product_id,
                product.name,
                product.orders,
                product.units,
                product.revenue,
                links.orders(day - timedelta(days=29), day, product_id=product.product_id),
            )
            for product in row.popular_products
        ],
        drilldown={
            "orders": links.orders(),
            "users": "/api/v1/admin/users",
            "pending_orders": "/api/v1/admin/orders/pending",
            "inventory_alerts": "/api/v1/admin/inventory/alerts",
        },
    )
