-- A return with its lines.
SELECT
    r.id, r.order_id, o.number AS order_number, r.status, r.reason, r.note, r.refund_id, r.requested_at, r.decided_at,
    r.received_at,
    (
        SELECT jsonb_agg(jsonb_build_object(
            'item_id', line.id, 'sku', line.sku, 'name', line.name, 'options', line.options,
            'quantity', item.quantity, 'received_quantity', item.received_quantity,
            'restocked_quantity', item.restocked_quantity
        ) ORDER BY line.position)
        FROM order_return_items AS item
        JOIN order_items AS line ON line.id = item.order_item_id
        WHERE item.return_id = r.id
    ) AS items
FROM order_returns AS r
JOIN orders AS o ON o.id = r.order_id
WHERE r.id = :return_id
