-- Streams the accounts, oldest first; the columns are an allow-list without anything secret.
SELECT
    id::text AS id,
    email,
    full_name,
    phone,
    role,
    status,
    email_verified_at IS NOT NULL AS is_email_verified,
    created_at
FROM users
WHERE
    (:from_at::timestamptz IS NULL OR created_at >= :from_at)
    AND (:to_at::timestamptz IS NULL OR created_at < :to_at)
    AND (:statuses::text[] IS NULL OR status = ANY(:statuses))
    AND (:role::text IS NULL OR role = :role)
    AND (:search::text IS NULL OR lower(email || ' ' || full_name) LIKE :search)
ORDER BY users.created_at, users.id
