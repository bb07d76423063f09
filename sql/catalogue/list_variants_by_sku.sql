-- The live variants of these SKUs.
SELECT id, product_id, sku, price, compare_at_price
FROM variants
WHERE sku = ANY(:skus::text[]) AND removed_at IS NULL
