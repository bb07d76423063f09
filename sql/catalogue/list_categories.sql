-- All categories with the number of active products in each and below it.
SELECT
    c.id, c.slug, c.name, c.description, c.parent_id, c.position,
    coalesce(counted.products, 0)::int AS product_count
FROM categories AS c
LEFT JOIN (
    SELECT within.category_id, count(*) AS products
    FROM product_documents AS d
    CROSS JOIN LATERAL unnest(d.category_ids) AS within (category_id)
    WHERE d.status = 'active'
    GROUP BY within.category_id
) AS counted ON counted.category_id = c.id
ORDER BY c.position, c.name, c.id
