-- Of a line no more is in parcels than has left, and no more has left than was bought.
SELECT line.id::text AS id
FROM order_items AS line
LEFT JOIN shipment_items AS packed ON packed.order_item_id = line.id
GROUP BY line.id
HAVING coalesce(sum(packed.quantity), 0) > line.shipped_quantity OR line.shipped_quantity > line.quantity
