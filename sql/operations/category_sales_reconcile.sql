-- What a category is shown to have sold is what the products have sold that are in it now.
WITH sums AS (
    SELECT s.grain, s.start, products.category_id, sum(s.units) AS units, sum(s.revenue) AS revenue
    FROM product_sales AS s
    JOIN products ON products.id = s.product_id
    GROUP BY 1, 2, 3
)
SELECT
    concat_ws(
        ' ', coalesce(sums.grain, shown.grain), coalesce(sums.start, shown.start),
        coalesce(sums.category_id, shown.category_id)
    ) AS id
FROM (SELECT *, coalesce(category_id::text, '') AS category FROM sums) AS sums
FULL JOIN (SELECT *, coalesce(category_id::text, '') AS category FROM category_sales) AS shown
    ON shown.grain = sums.grain AND shown.start = sums.start AND shown.category = sums.category
WHERE
    -- Figures of an earlier state are old, not wrong.
    EXISTS (SELECT FROM read_models AS m WHERE m.name = 'sales') AND stale_since('sales') IS NULL
    AND (coalesce(sums.units, 0), coalesce(sums.revenue, 0))
    <> (coalesce(shown.units, 0), coalesce(shown.revenue, 0))
