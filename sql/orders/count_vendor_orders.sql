-- How many orders with lines of a vendor a list has, counted to a limit.
SELECT count(*)::int AS total
FROM (
    SELECT 1
    FROM vendor_orders AS own
    WHERE
        own.vendor_id = :vendor_id
        AND (:statuses::text[] IS NULL OR own.status = ANY(:statuses))
        AND (:placed_from::timestamptz IS NULL OR own.placed_at >= :placed_from)
        AND (:placed_to::timestamptz IS NULL OR own.placed_at < :placed_to)
    LIMIT :most::int
) AS counted
