-- Variants that are not removed with their stock, the newest first, after `before_id`: of all, or of those whose SKU
-- has this in it or whose product has these words. What is low is known, and not looked for among all.
WITH found AS MATERIALIZED (
    SELECT v.id
    FROM variants AS v
    WHERE :pattern::text IS NOT NULL AND v.removed_at IS NULL AND lower(v.sku) LIKE :pattern
    UNION
    SELECT v.id
    FROM product_listings AS l
    JOIN variants AS v ON v.product_id = l.product_id AND v.removed_at IS NULL
    WHERE :search::text IS NOT NULL AND l.search @@ search_query(:search)
)
SELECT
    inventory.variant_id,
    variants.product_id,
    variants.sku,
    products.name,
    variants.options,
    products.status,
    inventory.on_hand,
    inventory.low_stock_threshold AS threshold
FROM inventory
JOIN variants ON variants.id = inventory.variant_id AND variants.removed_at IS NULL
JOIN products ON products.id = variants.product_id
WHERE
    (:search::text IS NULL OR inventory.variant_id IN (SELECT found.id FROM found))
    AND (NOT :is_low::boolean OR inventory.variant_id IN (SELECT low_stock.variant_id FROM low_stock))
    AND (NOT :is_sold_out::boolean OR inventory.on_hand = 0)
    AND (:location_id::uuid IS NULL OR EXISTS (
        SELECT 1
        FROM stock_locations AS place
        WHERE
            place.id = :location_id
            AND CASE
                WHEN place.is_default THEN inventory.on_hand > elsewhere_total(inventory.elsewhere)
                ELSE inventory.elsewhere ? place.id::text
            END
    ))
    AND (:before_id::uuid IS NULL OR inventory.variant_id < :before_id)
ORDER BY inventory.variant_id DESC
LIMIT :most::int OFFSET :skip::int
