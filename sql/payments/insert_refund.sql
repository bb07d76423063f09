-- Writes down money that goes back, with the lines it is for; the caller has locked the order. What a provider took
-- in, it gives back: then the refund is under way, under a key of its own.
WITH intent AS (
    SELECT id FROM payment_intents WHERE order_id = :order_id AND state = 'succeeded'
), refund AS (
    INSERT INTO refunds (order_id, amount, currency, reason, actor_id, intent_id, state, provider_key)
    SELECT
        :order_id, :amount, :currency, :reason, :actor_id, intent.id,
        CASE WHEN intent.id IS NULL THEN 'succeeded' ELSE 'pending' END,
        CASE WHEN intent.id IS NOT NULL THEN 'refund-' || uuidv7() END
    FROM (SELECT 1) AS one
    LEFT JOIN intent ON true
    RETURNING id, created_at, state
), items AS (
    INSERT INTO refund_items (refund_id, order_item_id, quantity, restock)
    SELECT refund.id, line.order_item_id, line.quantity, line.restock
    FROM refund
    CROSS JOIN unnest(:order_item_ids::uuid[], :quantities::int[], :restocks::boolean[])
        AS line (order_item_id, quantity, restock)
)
SELECT refund.id, refund.created_at, refund.state FROM refund
