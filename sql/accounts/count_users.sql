-- How many users a list has, counted to a limit.
SELECT count(*)::int AS counted
FROM (
    SELECT 1
    FROM users
    WHERE
        (:search::text IS NULL OR lower(users.email || ' ' || users.full_name) LIKE :search)
        AND (:role::text IS NULL OR users.role = :role)
        AND (:status::text IS NULL OR users.status = :status)
    LIMIT :most::int
) AS counted_rows
