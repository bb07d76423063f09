-- How many problems a list has, counted to a limit.
SELECT count(*)::int AS total
FROM (
    SELECT 1
    FROM payment_problems
    WHERE :is_resolved::boolean IS NULL OR (resolved_at IS NOT NULL) = :is_resolved
    LIMIT :most::int
) AS counted
