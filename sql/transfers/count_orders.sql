-- How many rows stream_orders has.
SELECT count(*)
FROM orders
WHERE
    (:from_at::timestamptz IS NULL OR placed_at >= :from_at)
    AND (:to_at::timestamptz IS NULL OR placed_at < :to_at)
    AND (:status::text IS NULL OR status = :status)
