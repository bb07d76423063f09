-- How many of each line the buyer still has and no open return is about. What was given back after it had left counts
-- as come back, and so does what a return brought; a piece that is both is one piece.
SELECT
    line.id AS item_id,
    greatest(
        0,
        line.shipped_quantity
        - greatest(line.refunded_quantity - (line.quantity - line.shipped_quantity), returned.received, 0)
        - returned.underway
    )::int AS quantity
FROM order_items AS line
CROSS JOIN LATERAL (
    SELECT
        coalesce(sum(item.received_quantity), 0) AS received,
        coalesce(sum(item.quantity) FILTER (WHERE r.status IN ('requested', 'approved')), 0) AS underway
    FROM order_return_items AS item
    JOIN order_returns AS r ON r.id = item.return_id
    WHERE item.order_item_id = line.id
) AS returned
WHERE line.order_id = :order_id
ORDER BY line.position
