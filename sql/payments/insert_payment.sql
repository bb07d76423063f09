-- Writes down money that came in; the caller has locked the order and adds it to its `paid_total`.
INSERT INTO payments (order_id, provider, amount, currency, actor_id, intent_id)
VALUES (:order_id, :provider, :amount, :currency, :actor_id, :intent_id)
RETURNING id, amount, currency, provider, created_at
