-- How much work a list has, counted to a limit.
SELECT count(*)::int AS total
FROM (
    SELECT 1
    FROM outbox AS o
    WHERE (:status::text IS NULL OR o.status = :status) AND (:job::text IS NULL OR o.job = :job)
    LIMIT :most::int
) AS counted
