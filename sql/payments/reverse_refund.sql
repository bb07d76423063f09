-- Takes a refund back that the provider refused: a second row with the negative amount, and the lines with it. What
-- went back into stock stays there. Says which lines have how many pieces to give back.
WITH refused AS (
    SELECT id, order_id, amount, currency, reason, intent_id FROM refunds WHERE id = :id
), reversal AS (
    INSERT INTO refunds (order_id, amount, currency, reason, intent_id, reverses)
    SELECT order_id, -amount, currency, reason, intent_id, id FROM refused
    RETURNING id
), items AS (
    INSERT INTO refund_items (refund_id, order_item_id, quantity, restock)
    SELECT reversal.id, item.order_item_id, -item.quantity, false
    FROM refund_items AS item
    CROSS JOIN reversal
    WHERE item.refund_id = :id
)
SELECT item.order_item_id, item.quantity FROM refund_items AS item WHERE item.refund_id = :id
