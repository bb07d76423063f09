-- The path of an order so far.
SELECT status, at, note
FROM order_events
WHERE order_id = :order_id
ORDER BY id
