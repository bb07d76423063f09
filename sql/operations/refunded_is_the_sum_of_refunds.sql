-- What an order says went back is the sum of its refunds, and no more than was paid.
SELECT orders.id::text AS id
FROM orders
LEFT JOIN refunds ON refunds.order_id = orders.id
GROUP BY orders.id
HAVING coalesce(sum(refunds.amount), 0) <> orders.refunded_total
    OR orders.refunded_total > orders.paid_total
    OR bool_or(refunds.currency <> orders.currency)
