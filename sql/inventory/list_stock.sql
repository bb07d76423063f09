-- Variants that are not removed with their stock, the newest first, after `before_id`.
SELECT
    inventory.variant_id,
    variants.product_id,
    variants.sku,
    products.name,
    variants.options,
    products.status,
    inventory.on_hand,
    inventory.low_stock_threshold AS threshold
FROM chosen_stock(:chosen::jsonb) AS inventory
JOIN variants ON variants.id = inventory.variant_id AND variants.removed_at IS NULL
JOIN products ON products.id = variants.product_id
WHERE :before_id::uuid IS NULL OR inventory.variant_id < :before_id
ORDER BY inventory.variant_id DESC
LIMIT :most::int OFFSET :skip::int
