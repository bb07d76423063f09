-- How many products such a list has, counted to a limit.
WITH found AS MATERIALIZED (
    SELECT v.product_id
    FROM (
        SELECT variants.product_id
        FROM variants
        WHERE :pattern::text IS NOT NULL AND variants.removed_at IS NULL AND lower(variants.sku) LIKE :pattern
        LIMIT :most_found::int
    ) AS v
    UNION
    SELECT l.product_id
    FROM (
        SELECT product_listings.product_id
        FROM product_listings
        WHERE :search::text IS NOT NULL AND product_listings.search @@ search_query(:search)
        LIMIT :most_found::int
    ) AS l
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
