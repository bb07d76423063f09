-- Sales over a range of days; of a day that is not over, only what came before an instant, the last part of its hour
-- added up from the orders themselves.
WITH whole AS (
    SELECT s.orders, s.units, s.gross, s.discounts, s.shipping, s.tax, s.charged, s.refunds
    FROM sales_by_day AS s
    WHERE s.day BETWEEN :from_day AND (:to_day::date - CASE WHEN :until::timestamptz IS NULL THEN 0 ELSE 1 END)
), hours AS (
    SELECT h.orders, h.units, h.gross, h.discounts, h.shipping, h.tax, h.charged, h.refunds
    FROM sales_by_hour AS h
    WHERE h.day = :to_day AND h.hour < date_trunc('hour', :until, (SELECT store.time_zone FROM store))
), hour AS (
    SELECT
        1 AS orders, (SELECT sum(line.quantity) FROM order_items AS line WHERE line.order_id = o.id) AS units,
        o.subtotal AS gross, o.discount_total AS discounts, o.shipping_total AS shipping,
        CASE WHEN o.prices_include_tax THEN 0 ELSE o.tax_total END AS tax, o.total AS charged, 0 AS refunds
    FROM orders AS o
    WHERE
        o.placed_at >= date_trunc('hour', :until, (SELECT store.time_zone FROM store)) AND o.placed_at < :until
        AND o.status <> 'cancelled'
    UNION ALL
    SELECT 0, 0, 0, 0, 0, 0, 0, r.amount
    FROM refunds AS r
    JOIN orders AS o ON o.id = r.order_id
    WHERE
        r.created_at >= date_trunc('hour', :until, (SELECT store.time_zone FROM store)) AND r.created_at < :until
        AND o.status <> 'cancelled'
)
SELECT
    :from_day::date AS start,
    coalesce(sum(part.orders), 0)::bigint AS orders, coalesce(sum(part.units), 0)::bigint AS units,
    coalesce(sum(part.gross), 0)::bigint AS gross, coalesce(sum(part.discounts), 0)::bigint AS discounts,
    coalesce(sum(part.shipping), 0)::bigint AS shipping, coalesce(sum(part.tax), 0)::bigint AS tax,
    coalesce(sum(part.charged), 0)::bigint AS charged, coalesce(sum(part.refunds), 0)::bigint AS refunds
FROM (
    SELECT * FROM whole
    UNION ALL
    SELECT * FROM hours
    UNION ALL
    SELECT * FROM hour
) AS part
