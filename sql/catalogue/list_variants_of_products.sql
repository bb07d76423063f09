-- The live variants of some products, each product's in their order, with their stock.
SELECT
    v.id, v.product_id, v.sku, v.position, v.options, v.price, v.compare_at_price, v.weight_grams, v.barcode,
    inventory.on_hand
FROM variants AS v
JOIN inventory ON inventory.variant_id = v.id
WHERE v.product_id = ANY(:product_ids::uuid[]) AND v.removed_at IS NULL
ORDER BY v.product_id, v.position, v.id
