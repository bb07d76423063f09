-- What vendors see of orders is what the orders and their lines say.
WITH expected AS (
    SELECT DISTINCT
        order_items.order_id,
        order_items.vendor_id,
        orders.placed_at,
        orders.status
    FROM order_items
    JOIN orders ON orders.id = order_items.order_id
    WHERE order_items.vendor_id IS NOT NULL
)
SELECT coalesce(e.order_id, v.order_id)::text AS id
FROM expected AS e
FULL JOIN vendor_orders AS v ON v.order_id = e.order_id AND v.vendor_id = e.vendor_id
WHERE (e.placed_at, e.status) IS DISTINCT FROM (v.placed_at, v.status)
