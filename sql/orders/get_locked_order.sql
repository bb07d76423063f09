-- A locked order with what decides whether it may change. Asked after the lock has been waited for: the statement that
-- waits sees the lines as they were before.
SELECT
    o.id, o.number, o.user_id, o.status, o.payment_status, o.payment_provider, o.currency, o.total, o.paid_total,
    o.refunded_total,
    (
        SELECT jsonb_agg(jsonb_build_object(
            'id', line.id, 'variant_id', line.variant_id, 'quantity', line.quantity,
            'charged', line.line_total + CASE WHEN o.prices_include_tax THEN 0 ELSE line.tax END,
            'refunded_quantity', line.refunded_quantity, 'restocked_quantity', line.restocked_quantity,
            'shipped_quantity', line.shipped_quantity
        ) ORDER BY line.position)
        FROM order_items AS line
        WHERE line.order_id = o.id
    ) AS items
FROM orders AS o
WHERE o.id = :order_id
