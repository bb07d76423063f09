-- The tags of active products with their numbers, the most used first.
SELECT tally.tag AS value, sum(tally.products)::int AS count
FROM tag_tallies AS tally
GROUP BY tally.tag
HAVING sum(tally.products) > 0
ORDER BY sum(tally.products) DESC, tally.tag
LIMIT :most::int
