-- The payment status of an order is what its money says.
SELECT orders.id::text AS id
FROM orders
WHERE CASE orders.payment_status
    WHEN 'unpaid' THEN orders.refunded_total <> 0 OR (orders.paid_total = orders.total AND orders.total > 0)
    WHEN 'paid' THEN orders.paid_total <> orders.total OR orders.refunded_total <> 0
    WHEN 'partially_refunded' THEN orders.refunded_total = 0 OR orders.refunded_total >= orders.paid_total
    WHEN 'refunded' THEN orders.refunded_total <> orders.paid_total OR orders.paid_total = 0
    ELSE false
END
