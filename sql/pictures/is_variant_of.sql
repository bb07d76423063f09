-- Whether a variant is on sale as one of this product.
SELECT count(*) > 0 AS is_variant
FROM variants
WHERE id = :variant_id AND product_id = :product_id AND removed_at IS NULL
