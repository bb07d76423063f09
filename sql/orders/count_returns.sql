-- How many returns a list has, counted to a limit.
SELECT count(*)::int AS total
FROM (
    SELECT 1
    FROM order_returns AS r
    WHERE :statuses::text[] IS NULL OR r.status = ANY(:statuses)
    LIMIT :most::int
) AS counted
