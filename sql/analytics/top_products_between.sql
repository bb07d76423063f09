-- What sold best in a range of days.
SELECT top.product_id, products.name, top.units, top.revenue
FROM (
    SELECT s.product_id, sum(s.units)::bigint AS units, sum(s.revenue)::bigint AS revenue
    FROM product_sales_by_day AS s
    WHERE s.day BETWEEN :from_day AND :to_day
    GROUP BY s.product_id
    ORDER BY CASE WHEN :by_units::boolean THEN sum(s.units) ELSE sum(s.revenue) END DESC, s.product_id
    LIMIT :most::int
) AS top
JOIN products ON products.id = top.product_id
ORDER BY CASE WHEN :by_units::boolean THEN top.units ELSE top.revenue END DESC, top.product_id
