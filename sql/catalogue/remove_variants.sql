-- Takes variants out of sale and sight; orders keep naming them. Their SKUs become free.
UPDATE variants
SET removed_at = now(), updated_at = now(), sku = left(sku, 60) || '~' || id
WHERE id = ANY(:variant_ids::uuid[]) AND removed_at IS NULL
