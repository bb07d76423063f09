-- A wish for a variant is for one of its product.
SELECT wishes.id::text AS id
FROM wishes
JOIN variants ON variants.id = wishes.variant_id
WHERE variants.product_id <> wishes.product_id
