-- How many orders a list has, counted to a limit.
SELECT count(*)::int AS total
FROM (
    SELECT 1
    FROM chosen_orders(:chosen::jsonb)
    LIMIT :most::int
) AS counted
