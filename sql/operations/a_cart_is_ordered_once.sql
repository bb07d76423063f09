-- A cart that was ordered is gone, and was ordered once.
SELECT carts.id::text AS id
FROM carts
JOIN orders ON orders.cart_id = carts.id
UNION ALL
SELECT orders.cart_id::text AS id
FROM orders
GROUP BY orders.cart_id
HAVING count(*) > 1
