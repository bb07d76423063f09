-- How many rows stream_products has.
SELECT count(*)
FROM products
INNER JOIN variants ON products.id = variants.product_id AND variants.removed_at IS NULL
WHERE
    (:from_at::timestamptz IS NULL OR products.created_at >= :from_at)
    AND (:to_at::timestamptz IS NULL OR products.created_at < :to_at)
    AND (:statuses::text[] IS NULL OR products.status = ANY(:statuses))
    AND (:category_id::uuid IS NULL OR products.category_id = :category_id)
    AND (:vendor_id::uuid IS NULL OR products.vendor_id = :vendor_id)
