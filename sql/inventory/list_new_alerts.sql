-- What ran low later than the last digest and still is, the emptiest first.
SELECT variants.sku, products.name, inventory.on_hand, inventory.low_stock_threshold AS threshold
FROM low_stock
JOIN inventory ON inventory.variant_id = low_stock.variant_id
JOIN variants ON variants.id = inventory.variant_id
JOIN products ON products.id = variants.product_id
WHERE low_stock.since > :since AND variants.removed_at IS NULL AND products.status = 'active'
ORDER BY inventory.on_hand, products.name, variants.sku
LIMIT :most::int
