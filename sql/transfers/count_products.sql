-- How many rows stream_products has.
SELECT count(*)
FROM products
INNER JOIN variants ON products.id = variants.product_id AND variants.removed_at IS NULL
WHERE
    (:from_at::timestamptz IS NULL OR products.created_at >= :from_at)
    AND (:to_at::timestamptz IS NULL OR products.created_at < :to_at)
    AND (:status::text IS NULL OR products.status = :status)
