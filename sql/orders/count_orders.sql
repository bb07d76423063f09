-- How many orders a list has, counted to a limit.
SELECT count(*)::int AS total
FROM (
    SELECT 1
    FROM orders AS o
    WHERE
        (:user_id::uuid IS NULL OR o.user_id = :user_id)
        AND (:statuses::text[] IS NULL OR o.status = ANY(:statuses))
        AND (:email::text IS NULL OR o.email = :email)
        AND (:search::text IS NULL OR o.id IN (SELECT found_orders(:search)))
        AND (:placed_from::timestamptz IS NULL OR o.placed_at >= :placed_from)
        AND (:placed_to::timestamptz IS NULL OR o.placed_at < :placed_to)
    LIMIT :most::int
) AS counted
