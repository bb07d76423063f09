-- Products in every status or in one, the newest first, after `before_id`: of all, or of those that have these words or
-- a SKU with this in it. The price is what customers pay for the cheapest variant.
WITH found AS MATERIALIZED (
    SELECT v.product_id
    FROM variants AS v
    WHERE :pattern::text IS NOT NULL AND v.removed_at IS NULL AND lower(v.sku) LIKE :pattern
    UNION
    SELECT l.product_id
    FROM product_listings AS l
    WHERE :search::text IS NOT NULL AND l.search @@ search_query(:search)
)
SELECT
    p.id, p.slug, p.name, p.status, p.currency, l.price,
    (
        SELECT i.renditions -> 'thumb' ->> 'url'
        FROM images AS i
        WHERE i.product_id = p.id AND i.status = 'ready'
        ORDER BY i.position, i.id
        LIMIT 1
    ) AS thumb_url,
    stock.variants, stock.on_hand
FROM products AS p
JOIN product_listings AS l ON l.product_id = p.id
CROSS JOIN LATERAL (
    SELECT count(*)::int AS variants, coalesce(sum(inventory.on_hand), 0)::bigint AS on_hand
    FROM variants AS v
    JOIN inventory ON inventory.variant_id = v.id
    WHERE v.product_id = p.id AND v.removed_at IS NULL
) AS stock
WHERE
    (:search::text IS NULL OR p.id IN (SELECT found.product_id FROM found))
    AND (:status::text IS NULL OR p.status = :status)
    AND (:before_id::uuid IS NULL OR p.id < :before_id)
ORDER BY p.id DESC
LIMIT :most::int OFFSET :skip::int
