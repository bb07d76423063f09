-- What an order says was paid is the sum of its payments, in its currency.
SELECT orders.id::text AS id
FROM orders
LEFT JOIN payments ON payments.order_id = orders.id
GROUP BY orders.id
HAVING coalesce(sum(payments.amount), 0) <> orders.paid_total OR bool_or(payments.currency <> orders.currency)
