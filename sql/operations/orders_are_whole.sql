-- Every order has lines and a first event.
SELECT orders.id::text AS id
FROM orders
WHERE NOT EXISTS (SELECT 1 FROM order_items AS line WHERE line.order_id = orders.id)
    OR (
        SELECT count(*) FROM order_events AS event
        WHERE event.order_id = orders.id AND event.from_status IS NULL
    ) <> 1
