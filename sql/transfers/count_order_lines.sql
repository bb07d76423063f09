-- How many rows stream_order_lines has.
SELECT count(*)
FROM chosen_orders(:chosen::jsonb) AS orders
INNER JOIN order_items AS line ON orders.id = line.order_id
