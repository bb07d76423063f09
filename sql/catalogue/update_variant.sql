-- Rewrites a variant of a locked product.
UPDATE variants
SET
    sku = :sku, position = :position, options = :options, price = :price, compare_at_price = :compare_at_price,
    max_per_order = :max_per_order, weight_grams = :weight_grams, barcode = :barcode, updated_at = now()
WHERE id = :variant_id
