-- Counts what each product sold on these days, and carries the differences into all sums they are part of.
WITH sold AS MATERIALIZED (
    SELECT
        b.day, line.product_id, count(DISTINCT line.order_id) AS orders,
        sum(line.quantity)::bigint AS units, sum(line.line_total)::bigint AS revenue
    FROM bounds_of(:days::date[]) AS b
    CROSS JOIN LATERAL lines_between(b.from_at, b.to_at) AS line
    GROUP BY 1, 2
), changes AS MATERIALIZED (
    SELECT
        day, product_id,
        coalesce(sold.orders, 0) - coalesce(kept.orders, 0) AS orders,
        coalesce(sold.units, 0) - coalesce(kept.units, 0) AS units,
        coalesce(sold.revenue, 0) - coalesce(kept.revenue, 0) AS revenue
    FROM sold
    FULL JOIN (
        SELECT s.start AS day, s.product_id, s.orders, s.units, s.revenue
        FROM product_sales AS s
        WHERE s.grain = 'day' AND s.start = ANY(:days::date[])
    ) AS kept USING (day, product_id)
    WHERE (sold.orders, sold.units, sold.revenue) IS DISTINCT FROM (kept.orders, kept.units, kept.revenue)
), of_categories AS (
    INSERT INTO category_sales AS kept (grain, start, category_id, units, revenue)
    SELECT
        span.grain, span.start, products.category_id, sum(changes.units)::bigint, sum(changes.revenue)::bigint
    FROM changes
    JOIN products ON products.id = changes.product_id
    CROSS JOIN LATERAL spans_of(changes.day) AS span
    GROUP BY 1, 2, 3
    ON CONFLICT (grain, start, category_id) DO UPDATE
    SET units = kept.units + excluded.units, revenue = kept.revenue + excluded.revenue
)
INSERT INTO product_sales AS kept (grain, start, product_id, orders, units, revenue)
SELECT
    span.grain, span.start, changes.product_id,
    sum(changes.orders)::bigint, sum(changes.units)::bigint, sum(changes.revenue)::bigint
FROM changes
CROSS JOIN LATERAL spans_of(changes.day) AS span
GROUP BY 1, 2, 3
ON CONFLICT (grain, start, product_id) DO UPDATE
SET orders = kept.orders + excluded.orders, units = kept.units + excluded.units,
    revenue = kept.revenue + excluded.revenue
