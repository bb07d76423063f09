-- Counts the sales of these days by the hour.
WITH zone AS MATERIALIZED (
    SELECT time_zone FROM store
), placed AS (
    SELECT
        date_trunc('hour', o.placed_at, zone.time_zone) AS hour,
        b.day,
        count(*) AS orders,
        sum((SELECT sum(line.quantity) FROM order_items AS line WHERE line.order_id = o.id)) AS units,
        sum(o.subtotal) AS gross,
        sum(o.discount_total) AS discounts,
        sum(o.shipping_total) AS shipping,
        sum(CASE WHEN o.prices_include_tax THEN 0 ELSE o.tax_total END) AS tax,
        sum(o.total) AS charged
    FROM bounds_of(:days::date[]) AS b
    CROSS JOIN zone
    CROSS JOIN LATERAL orders_between(b.from_at, b.to_at) AS o
    GROUP BY 1, 2
), returned AS (
    SELECT date_trunc('hour', r.created_at, zone.time_zone) AS hour, b.day, sum(r.amount) AS refunds
    FROM bounds_of(:days::date[]) AS b
    CROSS JOIN zone
    CROSS JOIN LATERAL refunds_between(b.from_at, b.to_at) AS r
    GROUP BY 1, 2
)
INSERT INTO sales_by_hour (hour, day, orders, units, gross, discounts, shipping, tax, charged, refunds)
SELECT
    hour, day,
    coalesce(placed.orders, 0), coalesce(placed.units, 0), coalesce(placed.gross, 0), coalesce(placed.discounts, 0),
    coalesce(placed.shipping, 0), coalesce(placed.tax, 0), coalesce(placed.charged, 0), coalesce(returned.refunds, 0)
FROM placed
FULL JOIN returned USING (hour, day)
