-- Writes down money that goes back, with the lines it is for; the caller has locked the order.
WITH refund AS (
    INSERT INTO refunds (order_id, amount, currency, reason, actor_id)
    VALUES (:order_id, :amount, :currency, :reason, :actor_id)
    RETURNING id, created_at
), items AS (
    INSERT INTO refund_items (refund_id, order_item_id, quantity, restock)
    SELECT refund.id, line.order_item_id, line.quantity, line.restock
    FROM refund
    CROSS JOIN unnest(:order_item_ids::uuid[], :quantities::int[], :restocks::boolean[])
        AS line (order_item_id, quantity, restock)
)
SELECT refund.id, refund.created_at FROM refund
