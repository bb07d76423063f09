-- What was issued of an order and has its file, the oldest first.
SELECT id, kind, order_id, document ->> 'number' AS number, currency, total, issued_at, filed_at
FROM invoices
WHERE order_id = :order_id AND filed_at IS NOT NULL
ORDER BY id
