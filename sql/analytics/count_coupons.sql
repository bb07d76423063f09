-- Counts what coupons took off the orders of these days, and carries the differences into all sums they are part of.
WITH counted AS MATERIALIZED (
    SELECT
        b.day, used.coupon_id, count(*) AS orders, sum(used.amount)::bigint AS cost, sum(o.total)::bigint AS revenue
    FROM bounds_of(:days::date[]) AS b
    CROSS JOIN LATERAL orders_between(b.from_at, b.to_at) AS o
    JOIN coupon_redemptions AS used ON used.order_id = o.id AND used.released_at IS NULL
    GROUP BY 1, 2
), changes AS MATERIALIZED (
    SELECT
        day, coupon_id,
        coalesce(counted.orders, 0) - coalesce(kept.orders, 0) AS orders,
        coalesce(counted.cost, 0) - coalesce(kept.cost, 0) AS cost,
        coalesce(counted.revenue, 0) - coalesce(kept.revenue, 0) AS revenue
    FROM counted
    FULL JOIN (
        SELECT s.start AS day, s.coupon_id, s.orders, s.cost, s.revenue
        FROM coupon_sales AS s
        WHERE s.grain = 'day' AND s.start = ANY(:days::date[])
    ) AS kept USING (day, coupon_id)
    WHERE (counted.orders, counted.cost, counted.revenue) IS DISTINCT FROM (kept.orders, kept.cost, kept.revenue)
)
INSERT INTO coupon_sales AS kept (grain, start, coupon_id, orders, cost, revenue)
SELECT
    span.grain, span.start, changes.coupon_id,
    sum(changes.orders)::bigint, sum(changes.cost)::bigint, sum(changes.revenue)::bigint
FROM changes
CROSS JOIN LATERAL spans_of(changes.day) AS span
GROUP BY 1, 2, 3
ON CONFLICT (grain, start, coupon_id) DO UPDATE
SET orders = kept.orders + excluded.orders, cost = kept.cost + excluded.cost, revenue = kept.revenue + excluded.revenue
