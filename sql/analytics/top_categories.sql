-- In which categories most was sold, of all time or in a range of days. A product counts in the category it has now.
WITH chosen AS (
    SELECT span.grain, span.start
    FROM spans_between(:from_day::date, :to_day::date) AS span
    WHERE :from_day IS NOT NULL
    UNION ALL
    SELECT 'all', '-infinity'::date WHERE :from_day IS NULL
)
SELECT top.category_id, categories.name, categories.slug, top.units, top.revenue
FROM (
    SELECT s.category_id, sum(s.units)::bigint AS units, sum(s.revenue)::bigint AS revenue
    FROM chosen
    JOIN category_sales AS s ON s.grain = chosen.grain AND s.start = chosen.start
    GROUP BY s.category_id
    HAVING sum(s.units) > 0
) AS top
LEFT JOIN categories ON categories.id = top.category_id
ORDER BY CASE WHEN :by_units::boolean THEN top.units ELSE top.revenue END DESC, top.category_id
LIMIT :most::int
