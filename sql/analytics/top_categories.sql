-- In which categories most was sold, of all time or in a range of days. A product counts in the category it has now.
SELECT top.category_id, categories.name, categories.slug, top.units, top.revenue
FROM (
    SELECT s.category_id, sum(s.units)::bigint AS units, sum(s.revenue)::bigint AS revenue
    FROM category_sales AS s
    WHERE
        (s.grain = 'all' AND :all_time::boolean)
        OR (s.grain = 'year' AND s.start = ANY(:years::date[]))
        OR (s.grain = 'month' AND s.start = ANY(:months::date[]))
        OR (s.grain = 'day' AND s.start = ANY(:days::date[]))
    GROUP BY s.category_id
    HAVING sum(s.units) > 0
) AS top
LEFT JOIN categories ON categories.id = top.category_id
ORDER BY CASE WHEN :by_units::boolean THEN top.units ELSE top.revenue END DESC, top.category_id
LIMIT :most::int
