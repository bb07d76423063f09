-- Adds money that came in to the order; it is paid when all of it is there.
UPDATE orders
SET
    paid_total = paid_total + :amount::bigint,
    payment_status = CASE WHEN paid_total + :amount::bigint = total THEN 'paid' ELSE payment_status END,
    updated_at = now()
WHERE id = :order_id
