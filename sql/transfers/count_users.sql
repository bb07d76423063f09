-- How many rows stream_users has.
SELECT count(*)
FROM users
WHERE
    (:from_at::timestamptz IS NULL OR created_at >= :from_at)
    AND (:to_at::timestamptz IS NULL OR created_at < :to_at)
    AND (:statuses::text[] IS NULL OR status = ANY(:statuses))
    AND (:role::text IS NULL OR role = :role)
    AND (:search::text IS NULL OR lower(email || ' ' || full_name) LIKE :search)
