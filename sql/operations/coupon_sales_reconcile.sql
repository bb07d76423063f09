-- What a coupon is shown to have cost and brought is what its redemptions and their orders say.
WITH truth AS (
    SELECT
        span.grain, span.start, used.coupon_id, count(*) AS orders, sum(used.amount) AS cost, sum(o.total) AS revenue
    FROM coupon_redemptions AS used
    CROSS JOIN store
    JOIN orders AS o ON o.id = used.order_id
    CROSS JOIN LATERAL spans_of((o.placed_at AT TIME ZONE store.time_zone)::date) AS span
    WHERE used.released_at IS NULL AND o.status <> 'cancelled'
    GROUP BY 1, 2, 3
)
SELECT
    concat_ws(
        ' ', coalesce(truth.grain, shown.grain), coalesce(truth.start, shown.start),
        coalesce(truth.coupon_id, shown.coupon_id)
    ) AS id
FROM truth
FULL JOIN coupon_sales AS shown
    ON shown.grain = truth.grain AND shown.start = truth.start AND shown.coupon_id = truth.coupon_id
WHERE
    -- Figures of an earlier state are old, not wrong.
    EXISTS (SELECT FROM read_models AS m WHERE m.name = 'sales') AND stale_since('sales') IS NULL
    AND (coalesce(truth.orders, 0), coalesce(truth.cost, 0), coalesce(truth.revenue, 0))
    <> (coalesce(shown.orders, 0), coalesce(shown.cost, 0), coalesce(shown.revenue, 0))
