-- What a mail says of variants that sold out, of those in sale.
SELECT variants.sku, products.name, inventory.on_hand, inventory.low_stock_threshold AS threshold
FROM inventory
JOIN variants ON variants.id = inventory.variant_id
JOIN products ON products.id = variants.product_id
WHERE
    inventory.variant_id = ANY(:variant_ids::uuid[]) AND variants.removed_at IS NULL AND products.status = 'active'
ORDER BY products.name, variants.sku
