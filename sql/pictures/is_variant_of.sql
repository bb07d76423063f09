-- Whether a variant is on sale as one of this product.
SELECT EXISTS (
    SELECT 1 FROM variants WHERE id = :variant_id AND product_id = :product_id AND removed_at IS NULL
) AS is_variant
