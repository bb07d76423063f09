-- Takes a variant out of sale and sight; orders keep naming it. Its SKU becomes free, its pictures show the product.
WITH shown AS (
    UPDATE images SET variant_id = NULL WHERE images.variant_id = :variant_id
)
UPDATE variants
SET removed_at = now(), updated_at = now(), sku = left(sku, 60) || '~' || id
WHERE id = :variant_id AND removed_at IS NULL
