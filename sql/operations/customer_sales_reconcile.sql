-- What a customer is shown to have ordered is what his orders say.
WITH truth AS (
    SELECT
        o.user_id, min(o.placed_at) AS first_order_at, max(o.placed_at) AS last_order_at, count(*) AS orders,
        sum(o.total) AS charged, sum(o.refunded_total) AS refunded
    FROM orders AS o
    WHERE o.status <> 'cancelled' AND o.user_id IS NOT NULL
    GROUP BY o.user_id
)
SELECT coalesce(truth.user_id, shown.user_id)::text AS id
FROM truth
CROSS JOIN store
FULL JOIN customer_sales AS shown ON shown.user_id = truth.user_id
WHERE
    -- Figures of an earlier state are old, not wrong.
    EXISTS (SELECT FROM read_models AS m WHERE m.name = 'sales') AND stale_since('sales') IS NULL
    AND row(
        (truth.first_order_at AT TIME ZONE store.time_zone)::date, truth.first_order_at, truth.last_order_at,
        truth.orders, truth.charged, truth.refunded
    ) IS DISTINCT FROM row(
        shown.first_day, shown.first_order_at, shown.last_order_at, shown.orders, shown.charged, shown.refunded
    )
