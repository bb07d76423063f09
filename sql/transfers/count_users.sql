-- How many rows stream_users has.
SELECT count(*)
FROM users
WHERE
    (:from_at::timestamptz IS NULL OR created_at >= :from_at)
    AND (:to_at::timestamptz IS NULL OR created_at < :to_at)
    AND (:status::text IS NULL OR status = :status)
