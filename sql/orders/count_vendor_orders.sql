-- How many orders with lines of a vendor a list has, counted to a limit.
SELECT count(*)::int AS total
FROM (
    SELECT DISTINCT line.placed_at, line.order_id
    FROM order_items AS line
    JOIN orders AS o ON o.id = line.order_id
    WHERE
        line.vendor_id = :vendor_id
        AND (:statuses::text[] IS NULL OR o.status = ANY(:statuses))
        AND (:placed_from::timestamptz IS NULL OR line.placed_at >= :placed_from)
        AND (:placed_to::timestamptz IS NULL OR line.placed_at < :placed_to)
    LIMIT :most::int
) AS counted
