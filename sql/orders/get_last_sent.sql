-- When an order arrived, or where nobody said so, when it left; NULL while a part of it is still here.
SELECT coalesce(max(at) FILTER (WHERE status = 'delivered'), max(at) FILTER (WHERE status = 'shipped')) AS sent_at
FROM order_events
WHERE order_id = :order_id
