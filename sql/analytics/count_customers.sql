-- Counts what these customers ordered from their first order on.
WITH told AS MATERIALIZED (
    SELECT
        o.user_id, min(o.placed_at) AS first_order_at, max(o.placed_at) AS last_order_at, count(*) AS orders,
        sum(o.total)::bigint AS charged, sum(o.refunded_total)::bigint AS refunded
    FROM orders AS o
    WHERE o.user_id = ANY(:user_ids::uuid[]) AND o.status <> 'cancelled'
    GROUP BY o.user_id
), gone AS (
    DELETE FROM customer_sales AS c
    WHERE
        c.user_id = ANY(:user_ids::uuid[])
        AND NOT EXISTS (SELECT FROM told WHERE told.user_id = c.user_id)
)
INSERT INTO customer_sales AS c (user_id, first_day, first_order_at, last_order_at, orders, charged, refunded)
SELECT
    told.user_id, (told.first_order_at AT TIME ZONE store.time_zone)::date, told.first_order_at, told.last_order_at,
    told.orders, told.charged, told.refunded
FROM told
CROSS JOIN store
ON CONFLICT (user_id) DO UPDATE
SET first_day = excluded.first_day, first_order_at = excluded.first_order_at, last_order_at = excluded.last_order_at,
    orders = excluded.orders, charged = excluded.charged, refunded = excluded.refunded
