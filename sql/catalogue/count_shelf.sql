-- How many products such a list has, counted to a limit.
WITH found AS MATERIALIZED (
    SELECT v.product_id
    FROM variants AS v
    WHERE :pattern::text IS NOT NULL AND v.removed_at IS NULL AND lower(v.sku) LIKE :pattern
    UNION
    SELECT l.product_id
    FROM product_listings AS l
    WHERE :search::text IS NOT NULL AND l.search @@ search_query(:search)
)
SELECT count(*)::int AS total
FROM (
    SELECT 1
    FROM products AS p
    WHERE
        (:search::text IS NULL OR p.id IN (SELECT found.product_id FROM found))
        AND (:status::text IS NULL OR p.status = :status)
    LIMIT :most::int
) AS counted
