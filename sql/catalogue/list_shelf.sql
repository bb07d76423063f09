-- Products in every status or in one, the newest first, after `before_id`: of all, or of those that have these words or
-- a SKU with this in it, of which no more than `most_found` are looked through. The price is what customers pay for the
-- cheapest variant.
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
), page AS MATERIALIZED (
    SELECT p.id, p.slug, p.name, p.status, p.currency
    FROM products AS p
    WHERE
        (:search::text IS NULL OR p.id IN (SELECT found.product_id FROM found))
        AND (:status::text IS NULL OR p.status = :status)
        AND (:before_id::uuid IS NULL OR p.id < :before_id)
    ORDER BY p.id DESC
    LIMIT :most::int OFFSET :skip::int
)
SELECT
    page.id, page.slug, page.name, page.status, page.currency, l.price,
    (
        SELECT i.renditions -> 'thumb' ->> 'url'
        FROM images AS i
        WHERE i.product_id = page.id AND i.status = 'ready'
        ORDER BY i.position, i.id
        LIMIT 1
    ) AS thumb_url,
    stock.variants, stock.on_hand
FROM page
JOIN product_listings AS l ON l.product_id = page.id
CROSS JOIN LATERAL (
    SELECT count(*)::int AS variants, coalesce(sum(inventory.on_hand), 0)::bigint AS on_hand
    FROM variants AS v
    JOIN inventory ON inventory.variant_id = v.id
    WHERE v.product_id = page.id AND v.removed_at IS NULL
) AS stock
ORDER BY page.id DESC
