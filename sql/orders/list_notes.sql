-- What was noted about an order, the oldest first.
SELECT n.id, n.text, n.actor_id, n.created_at
FROM order_notes AS n
WHERE n.order_id = :order_id
ORDER BY n.id
