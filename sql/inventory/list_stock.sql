-- Variants that are not removed with their stock, the newest first, after `before_id`. A list of all is walked; what
-- was looked for (a part of an SKU, or words of the first `most_products` products that have them) and what is low is
-- known by indexes.
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
    ((:search::text IS NULL AND NOT :is_low::boolean) OR inventory.variant_id = ANY(ARRAY(
        SELECT low_stock.variant_id
        FROM low_stock
        WHERE :search::text IS NULL
        UNION ALL
        SELECT v.id
        FROM variants AS v
        WHERE :pattern::text IS NOT NULL AND v.removed_at IS NULL AND lower(v.sku) LIKE :pattern
        UNION ALL
        SELECT of_product.id
        FROM (
            SELECT product_listings.product_id
            FROM product_listings
            WHERE :search::text IS NOT NULL AND product_listings.search @@ search_query(:search)
            LIMIT :most_products::int
        ) AS l
        CROSS JOIN LATERAL (
            SELECT v.id
            FROM variants AS v
            WHERE v.product_id = l.product_id
            OFFSET 0
        ) AS of_product
    )))
    AND (NOT :is_low::boolean OR inventory.on_hand <= inventory.low_stock_threshold)
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
