-- What was issued of an order, the oldest first.
SELECT id, kind, refund_id, document, filed_at
FROM invoices
WHERE order_id = :order_id
ORDER BY id
