-- What a line says went back is the sum of its refunds.
SELECT line.id::text AS id
FROM order_items AS line
LEFT JOIN refund_items AS item ON item.order_item_id = line.id
GROUP BY line.id
HAVING coalesce(sum(item.quantity), 0) <> line.refunded_quantity
