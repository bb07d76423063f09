-- The live variants of a product in their order, with their stock.
SELECT
    v.id, v.sku, v.position, v.options, v.price, v.compare_at_price, v.max_per_order, v.weight_grams, v.barcode,
    inventory.on_hand
FROM variants AS v
JOIN inventory ON inventory.variant_id = v.id
WHERE v.product_id = :product_id AND v.removed_at IS NULL
ORDER BY v.position, v.id
