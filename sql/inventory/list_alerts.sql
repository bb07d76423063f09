-- Variants in sale that are at or below their threshold, the emptiest first.
SELECT
    inventory.variant_id,
    variants.product_id,
    variants.sku,
    products.name,
    inventory.on_hand,
    inventory.low_stock_threshold AS threshold
FROM inventory
JOIN variants ON variants.id = inventory.variant_id
JOIN products ON products.id = variants.product_id
WHERE inventory.on_hand <= inventory.low_stock_threshold AND variants.removed_at IS NULL AND products.status = 'active'
ORDER BY inventory.on_hand, inventory.variant_id
LIMIT :most::int
