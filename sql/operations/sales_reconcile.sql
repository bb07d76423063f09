-- The sales of every day that the analytics show are those of its orders and refunds.
WITH zone AS MATERIALIZED (
    SELECT time_zone FROM store
), truth AS (
    SELECT
        part.day, sum(part.orders) AS orders, sum(part.units) AS units, sum(part.gross) AS gross,
        sum(part.discounts) AS discounts, sum(part.shipping) AS shipping, sum(part.tax) AS tax,
        sum(part.charged) AS charged, sum(part.refunds) AS refunds
    FROM (
        SELECT
            (o.placed_at AT TIME ZONE zone.time_zone)::date AS day, 1 AS orders,
            (SELECT sum(line.quantity) FROM order_items AS line WHERE line.order_id = o.id) AS units,
            o.subtotal AS gross, o.discount_total AS discounts, o.shipping_total AS shipping,
            CASE WHEN o.prices_include_tax THEN 0 ELSE o.tax_total END AS tax, o.total AS charged, 0 AS refunds
        FROM orders AS o
        CROSS JOIN zone
        WHERE o.status <> 'cancelled'
        UNION ALL
        SELECT (r.created_at AT TIME ZONE zone.time_zone)::date, 0, 0, 0, 0, 0, 0, 0, r.amount
        FROM refunds AS r
        CROSS JOIN zone
        JOIN orders AS o ON o.id = r.order_id
        WHERE o.status <> 'cancelled'
    ) AS part
    GROUP BY part.day
), hours AS (
    SELECT
        h.day, sum(h.orders) AS orders, sum(h.units) AS units, sum(h.gross) AS gross, sum(h.discounts) AS discounts,
        sum(h.shipping) AS shipping, sum(h.tax) AS tax, sum(h.charged) AS charged, sum(h.refunds) AS refunds
    FROM sales_by_hour AS h
    GROUP BY h.day
)
SELECT coalesce(truth.day, shown.day, hours.day)::text AS id
FROM truth
FULL JOIN sales_by_day AS shown ON shown.day = truth.day
FULL JOIN hours ON hours.day = coalesce(truth.day, shown.day)
WHERE
    -- Figures of an earlier state are old, not wrong.
    EXISTS (SELECT FROM read_models AS m WHERE m.name = 'sales') AND stale_since('sales') IS NULL
    AND (
        row(truth.orders, truth.units, truth.gross, truth.discounts)
        IS DISTINCT FROM row(shown.orders, shown.units, shown.gross, shown.discounts)
        OR row(truth.shipping, truth.tax, truth.charged, truth.refunds)
        IS DISTINCT FROM row(shown.shipping, shown.tax, shown.charged, shown.refunds)
        OR row(truth.orders, truth.units, truth.gross, truth.discounts)
        IS DISTINCT FROM row(hours.orders, hours.units, hours.gross, hours.discounts)
        OR row(truth.shipping, truth.tax, truth.charged, truth.refunds)
        IS DISTINCT FROM row(hours.shipping, hours.tax, hours.charged, hours.refunds)
    )
