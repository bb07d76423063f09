-- What these orders are called.
SELECT orders.id AS order_id, orders.number
FROM orders
WHERE orders.id = ANY(:order_ids::uuid[])
