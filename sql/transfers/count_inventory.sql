-- How many rows stream_inventory has.
SELECT count(*)
FROM inventory
INNER JOIN variants ON inventory.variant_id = variants.id AND variants.removed_at IS NULL
INNER JOIN products ON variants.product_id = products.id
WHERE :status::text IS NULL OR products.status = :status
