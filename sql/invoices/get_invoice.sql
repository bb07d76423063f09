-- An invoice or a credit note, without what is printed on it.
SELECT id, kind, order_id, document ->> 'number' AS number, currency, total, issued_at, filed_at
FROM invoices
WHERE id = :invoice_id
