-- What sold best in a range of days.
SELECT top.product_id, products.name, top.orders, top.units, top.revenue
FROM (
    SELECT
        s.product_id, sum(s.orders)::bigint AS orders, sum(s.units)::bigint AS units, sum(s.revenue)::bigint AS revenue
    FROM product_sales AS s
    WHERE
        (s.grain = 'year' AND s.start = ANY(:years::date[]))
        OR (s.grain = 'month' AND s.start = ANY(:months::date[]))
        OR (s.grain = 'day' AND s.start = ANY(:days::date[]))
    GROUP BY s.product_id
    HAVING sum(s.units) > 0
    ORDER BY CASE WHEN :by_units::boolean THEN sum(s.units) ELSE sum(s.revenue) END DESC, s.product_id
    LIMIT :most::int
) AS top
JOIN products ON products.id = top.product_id
ORDER BY CASE WHEN :by_units::boolean THEN top.units ELSE top.revenue END DESC, top.product_id
