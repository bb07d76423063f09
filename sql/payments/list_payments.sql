-- What came in for an order, oldest first.
SELECT id, amount, currency, provider, created_at FROM payments WHERE order_id = :order_id ORDER BY id
