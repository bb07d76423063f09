-- The money of the orders of a period: taken on delivery, and given back with the goods.
WITH paid AS (
    INSERT INTO payments (id, order_id, provider, amount, currency, created_at)
    SELECT
        orders.id,
        orders.id,
        orders.payment_provider,
        orders.paid_total,
        orders.currency,
        orders.placed_at
        + (orders.updated_at - orders.placed_at) * CASE WHEN orders.refunded_total > 0 THEN 0.75 ELSE 1 END
    FROM orders
    WHERE orders.placed_at >= :from_at AND orders.placed_at < :to_at AND orders.paid_total > 0
), refunded AS (
    INSERT INTO refunds (id, order_id, amount, currency, reason, created_at)
    SELECT orders.id, orders.id, orders.refunded_total, orders.currency, 'sent back', orders.updated_at
    FROM orders
    WHERE orders.placed_at >= :from_at AND orders.placed_at < :to_at AND orders.refunded_total > 0
)
INSERT INTO refund_items (refund_id, order_item_id, quantity, restock)
SELECT orders.id, order_items.id, order_items.refunded_quantity, true
FROM orders
JOIN order_items ON order_items.order_id = orders.id
WHERE orders.placed_at >= :from_at AND orders.placed_at < :to_at AND order_items.refunded_quantity > 0
