-- Which variants have these SKUs; those that were removed have none any more.
SELECT variants.id AS variant_id, variants.sku
FROM variants
WHERE variants.sku = ANY(:skus::text[]) AND variants.removed_at IS NULL
