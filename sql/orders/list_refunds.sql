-- What went back of an order, oldest first, with what its provider refused in the end.
SELECT
    r.id, r.order_id, r.amount, r.currency, r.reason,
    coalesce((
        SELECT jsonb_agg(jsonb_build_object(
            'item_id', item.order_item_id, 'quantity', item.quantity, 'restock', item.restock
        ))
        FROM refund_items AS item
        WHERE item.refund_id = r.id
    ), '[]') AS items,
    r.state, r.created_at
FROM refunds AS r
WHERE r.order_id = :order_id AND r.reverses IS NULL
ORDER BY r.id
