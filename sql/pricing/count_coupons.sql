-- How many coupons a list has, counted to a limit.
SELECT count(*)::int AS total
FROM (
    SELECT 1
    FROM coupons AS c
    WHERE
        c.archived_at IS NULL
        AND (:search::text IS NULL OR folded(coalesce(c.code, '') || ' ' || c.name) LIKE :search)
    LIMIT :most::int
) AS counted
