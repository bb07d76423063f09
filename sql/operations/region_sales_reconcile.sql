-- What is shown of a country and region is what the orders sent there say, and their refunds.
WITH truth AS (
    SELECT
        span.grain, span.start, part.country, part.region, sum(part.orders) AS orders, sum(part.units) AS units,
        sum(part.charged) AS charged, sum(part.refunds) AS refunds
    FROM (
        SELECT
            (o.placed_at AT TIME ZONE store.time_zone)::date AS day,
            coalesce(o.shipping_address ->> 'country', '') AS country,
            coalesce(o.shipping_address ->> 'region', '') AS region,
            1 AS orders, (SELECT sum(line.quantity) FROM order_items AS line WHERE line.order_id = o.id) AS units,
            o.total AS charged, 0 AS refunds
        FROM orders AS o
        CROSS JOIN store
        WHERE o.status <> 'cancelled'
        UNION ALL
        SELECT
            (r.created_at AT TIME ZONE store.time_zone)::date,
            coalesce(o.shipping_address ->> 'country', ''), coalesce(o.shipping_address ->> 'region', ''),
            0, 0, 0, r.amount
        FROM refunds AS r
        CROSS JOIN store
        JOIN orders AS o ON o.id = r.order_id
        WHERE o.status <> 'cancelled'
    ) AS part
    CROSS JOIN LATERAL spans_of(part.day) AS span
    GROUP BY 1, 2, 3, 4
)
SELECT
    concat_ws(
        ' ', coalesce(truth.grain, shown.grain), coalesce(truth.start, shown.start),
        coalesce(truth.country, shown.country), coalesce(truth.region, shown.region)
    ) AS id
FROM truth
FULL JOIN region_sales AS shown
    ON shown.grain = truth.grain AND shown.start = truth.start
    AND shown.country = truth.country AND shown.region = truth.region
WHERE
    -- Figures of an earlier state are old, not wrong.
    EXISTS (SELECT FROM read_models AS m WHERE m.name = 'sales') AND stale_since('sales') IS NULL
    AND (
        coalesce(truth.orders, 0), coalesce(truth.units, 0), coalesce(truth.charged, 0), coalesce(truth.refunds, 0)
    ) <> (
        coalesce(shown.orders, 0), coalesce(shown.units, 0), coalesce(shown.charged, 0), coalesce(shown.refunds, 0)
    )
