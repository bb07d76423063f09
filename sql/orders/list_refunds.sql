-- What went back of an order, oldest first.
SELECT
    r.id, r.order_id, r.amount, r.currency, r.reason,
    coalesce((
        SELECT jsonb_agg(jsonb_build_object(
            'item_id', item.order_item_id, 'quantity', item.quantity, 'restock', item.restock
        ))
        FROM refund_items AS item
        WHERE item.refund_id = r.id
    ), '[]') AS items,
    r.created_at
FROM refunds AS r
WHERE r.order_id = :order_id
ORDER BY r.id
