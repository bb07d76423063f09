-- What came back of a line is what its order says, and all of it where that is cancelled.
SELECT line.id::text AS id
FROM order_items AS line
JOIN orders ON orders.id = line.order_id
LEFT JOIN (
    SELECT m.order_item_id, sum(m.delta) AS returned
    FROM stock_movements AS m
    WHERE m.reason IN ('cancel', 'refund')
    GROUP BY m.order_item_id
) AS ledger ON ledger.order_item_id = line.id
WHERE coalesce(ledger.returned, 0) <> line.restocked_quantity
    OR (orders.status = 'cancelled' AND line.restocked_quantity <> line.quantity)
