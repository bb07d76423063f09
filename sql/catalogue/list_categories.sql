-- All categories with the number of active products in each, and of those below it too.
SELECT
    c.id, c.slug, c.name, c.description, c.parent_id, c.position, c.version,
    coalesce(counted.within, 0)::int AS product_count,
    coalesce(counted.own, 0)::int AS own_product_count
FROM categories AS c
LEFT JOIN (
    SELECT tally.category_id, sum(tally.within) AS within, sum(tally.own) AS own
    FROM category_tallies AS tally
    GROUP BY tally.category_id
) AS counted ON counted.category_id = c.id
ORDER BY c.position, c.name, c.id
