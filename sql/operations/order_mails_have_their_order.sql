-- Every mail about an order is about one that exists.
SELECT outbox.id::text AS id
FROM outbox
LEFT JOIN orders ON orders.id = (outbox.arguments ->> 'order_id')::uuid
WHERE outbox.arguments ? 'order_id' AND orders.id IS NULL
