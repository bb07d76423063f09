-- What the dashboard shows is what the tables say that it is about.
SELECT shown.what AS id
FROM dashboard
CROSS JOIN LATERAL (
    VALUES
    ('orders', dashboard.orders, (SELECT count(*) FROM orders WHERE orders.status <> 'cancelled')),
    (
        'revenue', dashboard.revenue,
        (
            SELECT coalesce(sum(orders.total - orders.refunded_total), 0)::bigint
            FROM orders
            WHERE orders.status <> 'cancelled'
        )
    ),
    ('products', dashboard.products, (SELECT count(*) FROM products WHERE products.status = 'active')),
    (
        'orders_today', dashboard.orders_today,
        (
            SELECT count(*)
            FROM orders
            CROSS JOIN store
            WHERE
                orders.status <> 'cancelled'
                AND orders.placed_at >= dashboard.day::timestamp AT TIME ZONE store.time_zone
        )
    ),
    (
        'pending_orders', dashboard.pending_orders,
        (SELECT count(*) FROM orders WHERE orders.status IN ('pending', 'confirmed', 'processing'))
    )
) AS shown (what, figure, truth)
WHERE
    -- Figures of an earlier state are old, not wrong.
    EXISTS (SELECT FROM read_models AS m WHERE m.name = 'dashboard') AND stale_since('dashboard') IS NULL
    AND shown.figure <> shown.truth
