-- Of a line no more is in returns, those under way and those that came, than has left; and a return's refund is of its
-- order.
SELECT line.id::text AS id
FROM order_items AS line
JOIN order_return_items AS item ON item.order_item_id = line.id
JOIN order_returns AS r ON r.id = item.return_id
GROUP BY line.id
HAVING line.shipped_quantity < sum(
    CASE
        WHEN r.status IN ('requested', 'approved') THEN item.quantity
        ELSE item.received_quantity
    END
)
UNION
SELECT r.id::text AS id
FROM order_returns AS r
JOIN refunds ON refunds.id = r.refund_id
WHERE refunds.order_id <> r.order_id
