-- Takes a variant out of sale and sight; orders keep naming it. Its SKU becomes free.
UPDATE variants
SET removed_at = now(), updated_at = now(), sku = left(sku, 60) || '~' || id
WHERE id = :variant_id AND removed_at IS NULL
