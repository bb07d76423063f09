-- Locks an order before it changes. No row where there is none.
SELECT id FROM orders WHERE id = :order_id FOR UPDATE
