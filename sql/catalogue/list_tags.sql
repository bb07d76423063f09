-- The tags of active products with their numbers, the most used first.
SELECT tag.value, count(*)::int AS count
FROM product_documents AS d
CROSS JOIN LATERAL unnest(d.tags) AS tag (value)
WHERE d.status = 'active'
GROUP BY tag.value
ORDER BY count(*) DESC, tag.value
LIMIT :most::int
