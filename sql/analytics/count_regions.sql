-- Counts where the orders of these days were sent, and carries the differences into all sums they are part of. Refunds
-- count on their own day.
WITH counted AS MATERIALIZED (
    SELECT
        part.day, part.country, part.region, sum(part.orders)::bigint AS orders, sum(part.units)::bigint AS units,
        sum(part.charged)::bigint AS charged, sum(part.refunds)::bigint AS refunds
    FROM (
        SELECT
            b.day, coalesce(o.shipping_address ->> 'country', '') AS country,
            coalesce(o.shipping_address ->> 'region', '') AS region, 1 AS orders,
            (SELECT sum(line.quantity) FROM order_items AS line WHERE line.order_id = o.id) AS units,
            o.total AS charged, 0 AS refunds
        FROM bounds_of(:days::date[]) AS b
        CROSS JOIN LATERAL orders_between(b.from_at, b.to_at) AS o
        UNION ALL
        SELECT b.day, r.country, r.region, 0, 0, 0, r.amount
        FROM bounds_of(:days::date[]) AS b
        CROSS JOIN LATERAL refunds_between(b.from_at, b.to_at) AS r
    ) AS part
    GROUP BY 1, 2, 3
), changes AS MATERIALIZED (
    SELECT
        day, country, region,
        coalesce(counted.orders, 0) - coalesce(kept.orders, 0) AS orders,
        coalesce(counted.units, 0) - coalesce(kept.units, 0) AS units,
        coalesce(counted.charged, 0) - coalesce(kept.charged, 0) AS charged,
        coalesce(counted.refunds, 0) - coalesce(kept.refunds, 0) AS refunds
    FROM counted
    FULL JOIN (
        SELECT s.start AS day, s.country, s.region, s.orders, s.units, s.charged, s.refunds
        FROM region_sales AS s
        WHERE s.grain = 'day' AND s.start = ANY(:days::date[])
    ) AS kept USING (day, country, region)
    WHERE (counted.orders, counted.units, counted.charged, counted.refunds)
        IS DISTINCT FROM (kept.orders, kept.units, kept.charged, kept.refunds)
)
INSERT INTO region_sales AS kept (grain, start, country, region, orders, units, charged, refunds)
SELECT
    span.grain, span.start, changes.country, changes.region, sum(changes.orders)::bigint, sum(changes.units)::bigint,
    sum(changes.charged)::bigint, sum(changes.refunds)::bigint
FROM changes
CROSS JOIN LATERAL spans_of(changes.day) AS span
GROUP BY 1, 2, 3, 4
ON CONFLICT (grain, start, country, region) DO UPDATE
SET orders = kept.orders + excluded.orders, units = kept.units + excluded.units,
    charged = kept.charged + excluded.charged, refunds = kept.refunds + excluded.refunds
