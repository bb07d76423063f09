-- Every sale, cancellation and return in the ledger belongs to a line of an order.
SELECT m.id::text AS id
FROM stock_movements AS m
LEFT JOIN order_items AS line ON line.id = m.order_item_id
WHERE m.order_item_id IS NOT NULL AND line.id IS NULL
