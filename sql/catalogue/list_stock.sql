-- What only editors may know of these products' variants: the exact stock, and the barcode.
SELECT inventory.variant_id, inventory.on_hand, variants.barcode
FROM variants
JOIN inventory ON inventory.variant_id = variants.id
WHERE variants.product_id = ANY(:product_ids::uuid[])
