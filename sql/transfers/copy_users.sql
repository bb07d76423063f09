-- The rows of stream_users as the text of a CSV.
SELECT
    id,
    neutral_text(email) AS email,
    neutral_text(full_name) AS full_name,
    neutral_text(phone) AS phone,
    role,
    status,
    (email_verified_at IS NOT NULL)::text AS is_email_verified,
    instant_text(created_at) AS created_at
FROM users
WHERE
    (:from_at::timestamptz IS NULL OR created_at >= :from_at)
    AND (:to_at::timestamptz IS NULL OR created_at < :to_at)
    AND (:statuses::text[] IS NULL OR status = ANY(:statuses))
    AND (:role::text IS NULL OR role = :role)
    AND (:search::text IS NULL OR lower(email || ' ' || full_name) LIKE :search)
ORDER BY users.created_at, users.id
