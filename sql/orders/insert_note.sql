-- What an admin notes about an order.
INSERT INTO order_notes (order_id, actor_id, text)
VALUES (:order_id, :actor_id, :text)
RETURNING id, text, actor_id, created_at
