-- Takes what products sold along into the category that they have now.
WITH noted AS (
    DELETE FROM moved_products RETURNING id, product_id, from_category_id
), moved AS (
    SELECT DISTINCT ON (noted.product_id) noted.product_id, noted.from_category_id, products.category_id
    FROM noted
    JOIN products ON products.id = noted.product_id
    ORDER BY noted.product_id, noted.id
), changes AS (
    SELECT
        s.grain, s.start, side.category_id,
        sum(side.sign * s.units)::bigint AS units, sum(side.sign * s.revenue)::bigint AS revenue
    FROM moved
    JOIN product_sales AS s ON s.product_id = moved.product_id
    CROSS JOIN LATERAL (VALUES (moved.from_category_id, -1), (moved.category_id, 1)) AS side (category_id, sign)
    WHERE moved.category_id IS DISTINCT FROM moved.from_category_id
    GROUP BY 1, 2, 3
)
INSERT INTO category_sales AS kept (grain, start, category_id, units, revenue)
SELECT changes.grain, changes.start, changes.category_id, changes.units, changes.revenue
FROM changes
ON CONFLICT (grain, start, category_id) DO UPDATE
SET units = kept.units + excluded.units, revenue = kept.revenue + excluded.revenue
