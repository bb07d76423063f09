-- How many orders with lines of a vendor a list has, counted to a limit. In the list's order, so that the few that a
-- limit leaves are read off its index, not off the table.
SELECT count(*)::int AS total
FROM (
    SELECT 1
    FROM vendor_orders AS own
    WHERE
        own.vendor_id = :vendor_id
        AND (:statuses::text[] IS NULL OR own.status = ANY(:statuses))
        AND (:placed_from::timestamptz IS NULL OR own.placed_at >= :placed_from)
        AND (:placed_to::timestamptz IS NULL OR own.placed_at < :placed_to)
    ORDER BY own.placed_at DESC, own.order_id DESC
    LIMIT :most::int
) AS counted
