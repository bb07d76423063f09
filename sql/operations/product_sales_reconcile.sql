-- What each product is shown to have sold on a day is what its order lines say; longer times are sums of their days.
WITH truth AS (
    SELECT
        (o.placed_at AT TIME ZONE store.time_zone)::date AS day, line.product_id,
        count(DISTINCT line.order_id) AS orders, sum(line.quantity) AS units, sum(line.line_total) AS revenue
    FROM orders AS o
    CROSS JOIN store
    JOIN order_items AS line ON line.order_id = o.id
    WHERE o.status <> 'cancelled'
    GROUP BY 1, 2
), sums AS (
    SELECT
        span.grain, span.start, s.product_id, sum(s.orders) AS orders, sum(s.units) AS units, sum(s.revenue) AS revenue
    FROM product_sales AS s
    CROSS JOIN LATERAL spans_of(s.start) AS span
    WHERE s.grain = 'day' AND span.grain <> 'day'
    GROUP BY 1, 2, 3
), wrong AS (
    SELECT 'day' AS grain, coalesce(truth.day, shown.start) AS start, coalesce(truth.product_id, shown.product_id) AS id
    FROM truth
    FULL JOIN (SELECT * FROM product_sales WHERE product_sales.grain = 'day') AS shown
        ON shown.start = truth.day AND shown.product_id = truth.product_id
    WHERE (coalesce(truth.orders, 0), coalesce(truth.units, 0), coalesce(truth.revenue, 0))
        <> (coalesce(shown.orders, 0), coalesce(shown.units, 0), coalesce(shown.revenue, 0))
    UNION ALL
    SELECT
        coalesce(sums.grain, shown.grain), coalesce(sums.start, shown.start),
        coalesce(sums.product_id, shown.product_id)
    FROM sums
    FULL JOIN (SELECT * FROM product_sales WHERE product_sales.grain <> 'day') AS shown
        ON shown.grain = sums.grain AND shown.start = sums.start AND shown.product_id = sums.product_id
    WHERE (coalesce(sums.orders, 0), coalesce(sums.units, 0), coalesce(sums.revenue, 0))
        <> (coalesce(shown.orders, 0), coalesce(shown.units, 0), coalesce(shown.revenue, 0))
)
SELECT concat_ws(' ', wrong.grain, wrong.start, wrong.id) AS id
FROM wrong
WHERE
    -- Figures of an earlier state are old, not wrong.
    EXISTS (SELECT FROM read_models AS m WHERE m.name = 'sales') AND stale_since('sales') IS NULL
