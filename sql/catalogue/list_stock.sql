-- The exact stock of these products' variants.
SELECT inventory.variant_id, inventory.on_hand
FROM variants
JOIN inventory ON inventory.variant_id = variants.id
WHERE variants.product_id = ANY(:product_ids::uuid[])
