-- Keeps a document under its number.
INSERT INTO invoices (kind, serial, order_id, refund_id, currency, total, document)
VALUES (:kind, :serial, :order_id, :refund_id, :currency, :total, :document)
RETURNING id
