-- How many rows stream_inventory has.
SELECT count(*)
FROM inventory
INNER JOIN variants ON inventory.variant_id = variants.id AND variants.removed_at IS NULL
INNER JOIN products ON variants.product_id = products.id
WHERE
    (:statuses::text[] IS NULL OR products.status = ANY(:statuses))
    AND (:product_id::uuid IS NULL OR variants.product_id = :product_id)
    AND (
        :below_threshold::boolean IS NULL
        OR (inventory.on_hand <= inventory.low_stock_threshold) = :below_threshold
    )
