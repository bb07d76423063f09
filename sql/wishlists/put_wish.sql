-- Writes down a wish, or says anew what is wished of a product that is in the list. No row where the product, or the
-- variant of it, is not for sale.
INSERT INTO wishes (wishlist_id, product_id, variant_id, note)
SELECT :wishlist_id::uuid, products.id, variants.id, :note::text
FROM products
LEFT JOIN variants
    ON variants.id = :variant_id::uuid AND variants.product_id = products.id AND variants.removed_at IS NULL
WHERE
    products.id = :product_id AND products.status = 'active'
    AND (:variant_id::uuid IS NULL OR variants.id IS NOT NULL)
ON CONFLICT (wishlist_id, product_id) DO UPDATE SET variant_id = excluded.variant_id, note = excluded.note
RETURNING id
