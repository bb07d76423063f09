-- Money of an order that has gone back for certain, and no credit note tells it; and money that came back from a refund
-- which a credit note tells of.
SELECT
    r.id, r.amount, r.reason, r.reverses,
    coalesce((
        SELECT jsonb_agg(jsonb_build_object('item_id', item.order_item_id, 'quantity', item.quantity))
        FROM refund_items AS item
        WHERE item.refund_id = r.id
    ), '[]') AS items
FROM refunds AS r
WHERE
    r.order_id = :order_id AND r.state = 'succeeded'
    AND NOT EXISTS (SELECT FROM invoices AS told WHERE told.refund_id = r.id)
    AND (r.reverses IS NULL OR EXISTS (SELECT FROM invoices AS told WHERE told.refund_id = r.reverses))
ORDER BY r.id
