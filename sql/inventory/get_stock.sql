-- The stock of a variant.
SELECT
    inventory.variant_id,
    variants.product_id,
    variants.sku,
    products.name,
    inventory.on_hand,
    inventory.low_stock_threshold AS threshold,
    inventory.updated_at
FROM inventory
JOIN variants ON variants.id = inventory.variant_id
JOIN products ON products.id = variants.product_id
WHERE inventory.variant_id = :variant_id
