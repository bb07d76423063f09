-- How many rows stream_inventory has.
SELECT count(*)
FROM chosen_stock(:chosen::jsonb) AS inventory
INNER JOIN variants ON inventory.variant_id = variants.id AND variants.removed_at IS NULL
INNER JOIN products ON variants.product_id = products.id
WHERE :statuses::text[] IS NULL OR products.status = ANY(:statuses)
